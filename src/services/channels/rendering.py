"""Text and options become the parts that a channel can carry: buttons, a list, or numbered text.

Chosen by the channel's limits alone: buttons when few short titles say it all, a list while there are rows, numbers
beyond. Nothing is dropped: a title that a row cannot show stands in full, under the row's number, in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from unicodedata import bidirectional, normalize

from messages import Limits, Media, Option, Part
from services.channels.splitting import cut, split

SMALLEST_TEXT = 1600
"""Characters that every channel takes in one text; Twilio has the least."""

_FROM_THE_RIGHT = frozenset({"R", "AL"})
_ISOLATED = "\N{RIGHT-TO-LEFT MARK}\N{FIRST STRONG ISOLATE}{}\N{POP DIRECTIONAL ISOLATE}"
"""The mark is for those that take a line's direction from inside an isolate, as Chromium does to align it."""


def render(text: str, options: Sequence[Option], list_button: str, limits: Limits) -> tuple[Part, ...]:
    """Return the parts that say `text` and offer `options`, in order; the last one carries all the options.

    `list_button` is not blank: it opens a list, and speaks where a body would be empty.
    A blank text without options has no parts.

    Raises:
        ValueError: two options have the same id, so a tap could not tell them apart.
    """
    if len({option.id for option in options}) < len(options):
        raise ValueError("two options have the same id")
    text = text.strip()
    label = cut(list_button, limits.list_button)
    offered = tuple(_on_one_line(option) for option in options)
    if not offered:
        return _texts(text, limits)
    if _are_buttons(offered, limits):
        return _with_buttons(text, offered, label, limits)
    if len(offered) <= limits.rows:
        return _with_list(text, offered, label, limits)
    return _with_numbers(text, offered, limits)


def render_media(media: Media, caption: str, limits: Limits) -> Part:
    """Return the part that shows `media` above its caption, cut to what the channel takes."""
    return Part(kind="media", text=cut(caption.strip(), limits.caption), media=media)


def numbered(part: Part, limit: int = SMALLEST_TEXT) -> str:
    """Return `part` as plain text, its options numbered from 1: for a provider that refused the interactive form.

    Within `limit` characters if the titles leave room: descriptions go first, then the end of the text.
    """
    if part.kind not in {"buttons", "list"} or _has_numbers(part.text, len(part.options)):
        return part.text
    titles = _lines([option.title for option in part.options])
    full = _paragraphs(part.text, _lines(_described(part.options)))
    if len(full) <= limit:
        return full
    return _paragraphs(cut(part.text, max(limit - len(titles) - len("\n\n"), 0)), titles)


def _texts(text: str, limits: Limits) -> tuple[Part, ...]:
    return tuple(Part(kind="text", text=piece) for piece in split(text, limits.text))


def _with_buttons(text: str, options: tuple[Option, ...], label: str, limits: Limits) -> tuple[Part, ...]:
    ahead, body = _ahead_and_body(text, label, limits)
    return (*_texts(ahead, limits), Part(kind="buttons", text=body, options=options))


def _with_list(text: str, options: tuple[Option, ...], label: str, limits: Limits) -> tuple[Part, ...]:
    """Rows show their titles, or all of them numbers when one title is cut, blank or like another.

    The text then says under each number what the row would have said: its title and its description.
    """
    if _tell_apart(options, limits.row_title):
        ahead, body = _ahead_and_body(text, label, limits)
    else:
        whole = _paragraphs(text, _lines(_described(options)))
        ahead, body = ("", whole) if len(whole) <= limits.interactive_body else (whole, label)
        options = tuple(_with_number(number, option) for number, option in enumerate(options, 1))
    rows = tuple(_as_row(option, limits) for option in options)
    return (*_texts(ahead, limits), Part(kind="list", text=body, options=rows, list_button=label))


def _with_numbers(text: str, options: tuple[Option, ...], limits: Limits) -> tuple[Part, ...]:
    *ahead, last = _texts(_paragraphs(text, _lines(_described(options))), limits)
    return (*ahead, replace(last, options=options))


def _ahead_and_body(text: str, label: str, limits: Limits) -> tuple[str, str]:
    """Part a text into what goes ahead and its last piece, which fits into the body of an interactive part."""
    *_, body = split(text, limits.interactive_body) or [label]
    return text.removesuffix(body), body


def _are_buttons(options: tuple[Option, ...], limits: Limits) -> bool:
    described = any(option.description for option in options)
    return len(options) <= limits.buttons and not described and _tell_apart(options, limits.button_title)


def _tell_apart(options: tuple[Option, ...], limit: int) -> bool:
    """Say whether each title fits as it is, and no two look alike."""
    looks = {normalize("NFKC", option.title).casefold() for option in options}
    return len(looks) == len(options) and all(0 < len(option.title) <= limit for option in options)


def _on_one_line(option: Option) -> Option:
    return replace(option, title=" ".join(option.title.split()), description=" ".join(option.description.split()))


def _with_number(number: int, option: Option) -> Option:
    return replace(option, title=_line(number, option.title))


def _as_row(option: Option, limits: Limits) -> Option:
    title, description = cut(option.title, limits.row_title), cut(option.description, limits.row_description)
    return replace(option, title=title, description=description)


def _described(options: tuple[Option, ...]) -> list[str]:
    return [" \N{EN DASH} ".join(filter(None, (_title_beside(option), option.description))) for option in options]


def _title_beside(option: Option) -> str:
    """Return the title as it stands before the description: in Latin letters it would turn an Arabic line over."""
    turned = any(bidirectional(character) in _FROM_THE_RIGHT for character in option.description)
    return _ISOLATED.format(option.title) if option.title and turned else option.title


def _lines(says: Sequence[str]) -> str:
    return "\n".join(_line(number, said) for number, said in enumerate(says, 1))


def _line(number: int, said: str) -> str:
    """Put the number in front, once. A digit has no direction: an Arabic line still runs from right to left."""
    prefix = f"{number}. "
    return said if said.startswith(prefix) else f"{prefix}{said}".rstrip()


def _has_numbers(text: str, count: int) -> bool:
    """Say whether the last `count` lines of a text are numbered from 1 already."""
    lines = text.splitlines()[-count:]
    return len(lines) == count and all(line.startswith(f"{number}.") for number, line in enumerate(lines, 1))


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))
