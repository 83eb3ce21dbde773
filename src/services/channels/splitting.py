"""Text that is too long: shortened with `cut`, or spread over several messages with `split`.

A limit counts characters as `len` does. Nothing here tears a grapheme cluster (a flag, a family, an accented letter)
unless one cluster alone is longer than the limit, or a URL unless it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

import regex

MARK = "…"
"""Stands where `cut` left something out."""

_GRAPHEME = regex.compile(r"\X")
_URL = regex.compile(r"(?:https?://|www\.)[!-~]+")
_GAP = regex.compile(
    r"""
    (?P<sentence> (?<= [!?…؟。] | \D\. ) )?                # "12. Title" is no end of a sentence
    [^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+
    (?! [\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}] )  # an accent stays on the space that carries it
    """,
    regex.VERBOSE,
)


def cut(text: str, limit: int) -> str:
    """Shorten `text` to at most `limit` characters, at a word's end if one is near; `…` marks the cut."""
    if len(text) <= limit:
        return text
    room = max(limit - len(MARK), 0)
    words = [gap.start() for gap in _gaps(text, room) if gap.start() * 2 >= room]
    end = words[-1] if words else _grapheme_end(text, room)
    return (text[:end].rstrip() + MARK)[:limit]


def split(text: str, limit: int) -> list[str]:
    """Spread `text` over pieces of at most `limit` ≥ 1 characters; only the space where they part is lost.

    They part between paragraphs, else lines, sentences, words, graphemes. A blank text has no pieces.
    """
    pieces: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        end, start = _border(rest, limit)
        pieces.append(rest[:end])
        rest = rest[start:]
    return [piece for piece in (*pieces, rest) if piece.strip()]


def _border(text: str, limit: int) -> tuple[int, int]:
    """Return where the first piece of `text` ends and where the rest starts."""
    best = max(_gaps(text, limit), key=lambda gap: (_rank(gap, limit), gap.start()), default=None)
    if best:
        return best.start(), best.end()
    end = _grapheme_end(text, limit) or limit
    return end, end


def _gaps(text: str, limit: int) -> Iterator[regex.Match[str]]:
    """Yield the white space between words that starts within the first `limit` characters."""
    return takewhile(lambda gap: gap.start() <= limit, _GAP.finditer(text))


def _rank(gap: regex.Match[str], limit: int) -> int:
    """Say how good a place to part this is; all are alike in the first half, where they would leave short pieces."""
    if gap.start() * 2 < limit:
        return 0
    lines = gap.group().count("\n")
    return 1 + min(lines, 2) if lines else int(gap["sentence"] is not None)


def _grapheme_end(text: str, limit: int) -> int:
    """Return the last end of a grapheme within `limit`, before a URL that would be torn there; 0 if there is none."""
    ends = takewhile(lambda end: end <= limit, (cluster.end() for cluster in _GRAPHEME.finditer(text)))
    end = max(ends, default=0)
    torn = (url.start() for url in _URL.finditer(text) if 0 < url.start() < end < url.end())
    return next(torn, end)
