"""The newest examination of this process: made when an operator asks for one, because providers are asked too."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.examination import Check, Examination

_FRESH_SECONDS = 5.0
"""Who asks while one is made, or right afterwards, gets that one."""

_AT_ONCE = frozenset({"settings", "graph_version"})
"""Looks that ask nobody."""


@dataclass(slots=True)
class Examined:
    """What was found, and when (seconds since 1970); no checks before the first examination."""

    checks: Sequence[Check] = ()
    at: float = 0.0
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def renew(self, examination: Examination) -> None:
        """Look at everything now."""
        async with self._making:
            if time.time() - self.at > _FRESH_SECONDS:
                self.checks = await examination.examine()
                self.at = time.time()


async def examine_at_once(examination: Examination) -> list[Check]:
    """Return what can be looked at without asking anybody."""
    return await Examination(looks=[look for look in examination.looks if look.name in _AT_ONCE]).examine()
