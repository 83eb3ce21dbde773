"""What may be expected of a step: one check per key of `expect`. Each returns what there is instead, or None."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversations.provider import Seen, is_titled
from conversations.result import Difference
from conversations.script import Expectation

NOTHING = "nothing"

_SHOWN_AS = {"buttons": "buttons", "list": "rows", "text": "numbered"}
"""How options are shown, by the kind of the part: the keys of `expect`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What there is to look at: the replies, what became of the messages, and the session before and after."""

    seen: tuple[Seen, ...]
    messages: Sequence[Mapping[str, Any]]
    session: Mapping[str, Any] | None
    session_before: str | None

    @property
    def text(self) -> str:
        """Everything that can be read in the replies."""
        return "\n\n".join(seen.text for seen in self.seen)

    @property
    def offer(self) -> Seen | None:
        """The newest reply with something to tap."""
        return next((seen for seen in reversed(self.seen) if seen.titles), None)

    def of_turn(self, name: str) -> Any:
        """Return what the newest message's turn says of itself."""
        return self.messages[-1][name] if self.messages else None


def differences(expect: Expectation, happened: Happened) -> Iterator[Difference]:
    """Yield what is not as expected; a turn that failed is never as expected, unless it was to be given up."""
    failed = next((message["error"] for message in happened.messages if message["error"]), None)
    if failed and "dead" not in expect.outcome:
        yield Difference("the turn", "to come to its end", failed)
        return
    for name in CHECKS:
        if name in expect.model_fields_set:
            wanted: Any = getattr(expect, name)
            instead = CHECKS[name](wanted, happened)
            if instead is not None:
                yield Difference(name.replace("_", " "), _shown(wanted), instead)


def _shown(value: str | int | tuple[str, ...] | None) -> str:
    return " · ".join(value) if isinstance(value, tuple) else str(value)


def _contains(wanted: tuple[str, ...], happened: Happened) -> str | None:
    return None if all(text in happened.text for text in wanted) else happened.text or NOTHING


def _not_contains(unwanted: tuple[str, ...], happened: Happened) -> str | None:
    return happened.text if any(text in happened.text for text in unwanted) else None


def _text(wanted: str, happened: Happened) -> str | None:
    said = [seen.part.text for seen in happened.seen]
    return None if said == [wanted.strip()] else "\n\n".join(said) or NOTHING


def _replies(wanted: int, happened: Happened) -> str | None:
    return None if wanted == len(happened.seen) else str(len(happened.seen))


def _silence(wanted: bool, happened: Happened) -> str | None:
    return None if wanted is not bool(happened.seen) else happened.text or NOTHING


def _shown_as(key: str | None) -> Callable[[tuple[str, ...], Happened], str | None]:
    """Compare the titles of the options, and how they are shown."""

    def check(wanted: tuple[str, ...], happened: Happened) -> str | None:
        offer = happened.offer
        shown = _SHOWN_AS.get(offer.part.kind) if offer else None
        titles = offer.titles if offer else ()
        fits = len(titles) == len(wanted) and all(map(is_titled, titles, wanted))
        return None if fits and key in {None, shown} else f"{shown or NOTHING}: {_shown(titles)}"

    return check


def _offers(wanted: tuple[str, ...], happened: Happened) -> str | None:
    titles = happened.offer.titles if happened.offer else ()
    fits = all(any(is_titled(title, wish) for title in titles) for wish in wanted)
    return None if fits else _shown(titles) or NOTHING


def _attachments(wanted: tuple[str, ...], happened: Happened) -> str | None:
    files = [seen.part.media for seen in happened.seen if seen.part.media]
    names = [(file.filename, file.url) for file in files]
    fits = len(wanted) == len(names) and all(
        wish == name or url.endswith(wish) for wish, (name, url) in zip(wanted, names, strict=True)
    )
    return None if fits else _shown(tuple(name or url for name, url in names)) or NOTHING


def _of_turn(name: str) -> Callable[[Any, Happened], str | None]:
    return lambda wanted, happened: None if wanted == happened.of_turn(name) else str(happened.of_turn(name))


def _outcome(wanted: tuple[str, ...], happened: Happened) -> str | None:
    ended = tuple(message["outcome"] for message in happened.messages)
    return None if wanted == (ended if len(wanted) > 1 else ended[-1:]) else _shown(ended) or NOTHING


def _session(wanted: str, happened: Happened) -> str | None:
    session = happened.session
    if session is None:
        is_now = "none"
    elif session["status"] != "active":
        is_now = "ended"
    else:
        is_now = "same" if session["id"] == happened.session_before else "new"
    return None if wanted == is_now else is_now


def _phase(wanted: str, happened: Happened) -> str | None:
    phase = happened.session["phase"] if happened.session else None
    return None if wanted == phase else str(phase)


CHECKS: Mapping[str, Callable[[Any, Happened], str | None]] = {
    "contains": _contains,
    "not_contains": _not_contains,
    "text": _text,
    "replies": _replies,
    "silence": _silence,
    "buttons": _shown_as("buttons"),
    "rows": _shown_as("rows"),
    "numbered": _shown_as("numbered"),
    "options": _shown_as(None),
    "offers": _offers,
    "attachments": _attachments,
    "language": _of_turn("language"),
    "intent": _of_turn("intent"),
    "outcome": _outcome,
    "session": _session,
    "phase": _phase,
}
