"""Makes every check, side by side; nobody outside can hold it up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from errors import RelaisError, place_of
from services.examination.check import Check, verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One thing to look at, by the name of its check; after `seconds` it is given up, None: the look keeps its time."""

    name: str
    make: Callable[[], Awaitable[Sequence[Check]]]
    seconds: float | None = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """Everything that there is to look at, in the order in which it is told."""

    looks: Sequence[Look]

    async def examine(self) -> list[Check]:
        """Look at everything; what cannot be looked at is a check that found that. Nothing is raised."""
        found = await asyncio.gather(*map(_made, self.looks))
        return [check for checks in found for check in checks]


async def _made(look: Look) -> Sequence[Check]:
    try:
        async with asyncio.timeout(look.seconds):
            return await look.make()
    except TimeoutError:
        reason = f"no answer within {look.seconds or 0:g} s"
    except RelaisError as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001 - a bug in one look hides no other
        reason = f"it could not be looked at: {place_of(error)}"
    return [verdict(look.name, 1, reason)]
