"""Wrong tokens: a few, then a pause."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

_TRIES = 5
_WINDOW_SECONDS = 60.0
_MOST_ADDRESSES = 1000
"""More than anybody has; what was forgotten starts anew."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """Counts the wrong tries of each address: five within a minute, then it waits for the oldest to be a minute old."""

    now: Callable[[], float] = time.monotonic
    _wrong: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict[str, deque[float]], init=False)

    def wait_seconds(self, address: str) -> float:
        """Return how long an address must wait before it may try again; 0: not at all."""
        tries = self._wrong.get(address)
        if tries is None or len(tries) < _TRIES:
            return 0.0
        return max(0.0, tries[0] + _WINDOW_SECONDS - self.now())

    def note_wrong(self, address: str) -> None:
        """Remember a wrong try."""
        self._wrong.setdefault(address, deque(maxlen=_TRIES)).append(self.now())
        self._wrong.move_to_end(address)
        while len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.popitem(last=False)

    def forget(self, address: str) -> None:
        """Forget the wrong tries of an address that knew the token in the end."""
        self._wrong.pop(address, None)
