"""What the console's pages of figures ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.store.calling import Calling


class ConsoleVerbs(Calling):
    """How relais does; each is asked once, not again: the page is drawn anew anyway."""

    async def console_overview(self, minutes: int, step: int) -> dict[str, Any]:
        """Return the figures of the last `minutes` in buckets of `step` seconds: see the SQL function for the shape."""
        found: dict[str, Any] = await self._database.value("console_overview", p_minutes=minutes, p_step=step)
        return found

    async def console_version(self, topic: str, argument: str) -> str:
        """Return a text that is another one when a page would look different."""
        return str(await self._database.value("console_version", p_topic=topic, p_argument=argument))

    async def console_alerts(self, channels: Sequence[str]) -> dict[str, Any]:
        """Return what alerts are measured by; `channels` are those that are on and whose window closes."""
        found: dict[str, Any] = await self._database.value("console_alerts", p_channels=list(channels))
        return found

    async def console_health(self) -> dict[str, Any]:
        """Return what the database knows of how relais runs: see the SQL function for the shape."""
        found: dict[str, Any] = await self._database.value("console_health")
        return found

    async def note_process(self, role: str, version: str) -> int:
        """Say that this process runs; return how many were forgotten that do no longer."""
        return int(await self._database.value("note_process", p_name=self.worker, p_role=role, p_version=version))
