"""What alerts name: a few ids from log lines, made harmless."""

from __future__ import annotations

from dataclasses import dataclass, field

from logs import mask_phone

_MOST = 3
_LONGEST = 80
_MOST_REMEMBERED = 10_000
_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


@dataclass(slots=True)
class Examples:
    """Counts things, and keeps the first ones to name them."""

    count: int = 0
    _first: list[str] = field(default_factory=list[str])
    _seen: set[str] = field(default_factory=set[str])

    def add(self, name: object, *, once: bool = False) -> None:
        """Count a thing; the same one again only without `once`."""
        told = harmless(name)
        if once and told in self._seen:
            return
        if once and len(self._seen) < _MOST_REMEMBERED:
            self._seen.add(told)
        self.count += 1
        if len(self._first) < _MOST and told not in self._first:
            self._first.append(told)

    def __str__(self) -> str:
        """Return the first few, as in ` (a, b, c, …)`; empty when there is none to name."""
        named = [name for name in self._first if name]
        more = ["…"] if self.count > len(named) else []
        return f" ({', '.join([*named, *more])})" if named else ""


def harmless(name: object) -> str:
    """Return an id from a log line as it may be shown: no phone, no control character, not long."""
    text = name if isinstance(name, str) else ""
    return mask_phone(
        "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:_LONGEST])
    )
