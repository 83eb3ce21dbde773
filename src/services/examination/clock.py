"""Whether this machine, the database and the providers agree on the time.

The door dates what comes in, and a time in the future counts as now. Five seconds are tolerated: a burst waits four.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from errors import DatabaseError
from services.examination.asking import UnansweredError, ask
from services.examination.check import Check, of_problems
from services.examination.database import PATIENCE_SECONDS
from services.patience import within
from services.store import Store

TOLERANCE = timedelta(seconds=5)

_NAME = "clock"
_STEP = timedelta(seconds=1)
"""A Date header has whole seconds."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLook:
    """Compares this machine's clock with others; `providers` are addresses by name, asked without credentials."""

    store: Store
    providers: Mapping[str, str]
    now: Callable[[], datetime] = _now

    async def __call__(self) -> Sequence[Check]:
        """Find the clocks that are more than five seconds away from ours; those that do not answer are left out."""
        asked = {"the database": self._of_database} | {
            name: lambda url=url: self._of_provider(url) for name, url in self.providers.items()
        }
        apart = await asyncio.gather(*(self._apart(ask_time) for ask_time in asked.values()))
        known = {name: seconds for name, seconds in zip(asked, apart, strict=True) if seconds is not None}
        wrong = [_said(name, seconds) for name, seconds in known.items() if abs(seconds) > TOLERANCE]
        agree = [name for name, seconds in known.items() if abs(seconds) <= TOLERANCE]
        return [of_problems(_NAME, wrong, f"agrees with {' and '.join(agree)}" if agree else "nobody to compare with")]

    async def _apart(self, ask_time: Callable[[], Awaitable[datetime | None]]) -> timedelta | None:
        """Return how far another clock is ahead of ours, as far as that is certain; None when it tells no time."""
        before = self.now()
        told = await ask_time()
        after = self.now()
        if told is None:
            return None
        return max(told - after, min(told + _STEP - before, timedelta()))

    async def _of_database(self) -> datetime | None:
        try:
            told = (await within(PATIENCE_SECONDS, self.store.database_health())).get("now")
        except DatabaseError:
            return None
        return datetime.fromisoformat(told) if told else None

    async def _of_provider(self, url: str) -> datetime | None:
        try:
            answer = await ask(url)
            return parsedate_to_datetime(answer.headers["Date"])
        except (UnansweredError, KeyError, ValueError):
            return None


def _said(name: str, ahead: timedelta) -> str:
    seconds = abs(ahead).total_seconds()
    return f"this machine's clock is {seconds:.0f} s {'behind' if ahead > timedelta() else 'ahead of'} that of {name}"
