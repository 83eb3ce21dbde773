"""Whether an outside thing answers at the moment."""

from __future__ import annotations

import time
from collections.abc import Callable

from events import Event, log

_WARNING_SECONDS = 60.0


class Availability:
    """Says at most once a minute that something is wrong, and once that it is well again.

    `up` is False until the first answer: what was never reached is not asked in anybody's time.
    """

    def __init__(self, trouble: Event, recovery: Event, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep what to say: `trouble` names a `reason`."""
        self.up = False
        self._trouble = trouble
        self._recovery = recovery
        self._clock = clock
        self._warned: float | None = None
        self._told = False

    def found(self) -> None:
        """It answers."""
        if not self.up and self._told:
            log(self._recovery)
            self._told = False
        self.up = True

    def lost(self, reason: str) -> None:
        """It does not answer; nobody asks until it was `found` again."""
        self.up = False
        self._told |= self.warn(reason)

    def warn(self, reason: str) -> bool:
        """Say what is wrong, unless something was said in the last minute; return whether it was said."""
        now = self._clock()
        if self._warned is not None and now - self._warned < _WARNING_SECONDS:
            return False
        self._warned = now
        log(self._trouble, reason=reason)
        return True
