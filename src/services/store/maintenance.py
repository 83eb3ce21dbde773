"""What is done at its times, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.store.calling import Calling
from tolerant_reader import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Whether a job may run now.

    `slot` under which it has begun: the caller does the work. None: the caller does not, because `worker` is in it or
    has just failed (ask again in `again_in` seconds), or because it was done (`again_in` is None).
    """

    slot: str | None
    again_in: float | None
    worker: str | None


class MaintenanceVerbs(Calling):
    """Runs of maintenance jobs, and the work of those that the database does."""

    async def begin_maintenance(self, job: str, slot: datetime | None, *, longest_seconds: float) -> Permit:
        """Ask whether this worker may run a job that was due at `slot`; None: that is asked for now, due or not."""
        found = await self._database.value(
            "begin_maintenance",
            p_job=job,
            p_slot=slot.isoformat() if slot else None,
            p_longest_seconds=longest_seconds,
            p_worker=self.worker,
        )
        return read(Permit, found)

    async def finish_maintenance(
        self, job: str, slot: str, *, result: dict[str, Any] | None = None, error: str | None = None
    ) -> bool:
        """Write down what came of a run; False when another worker has taken it over meanwhile."""
        return bool(
            await self._again(
                "finish_maintenance", p_job=job, p_slot=slot, p_worker=self.worker, p_result=result, p_error=error
            )
        )

    async def last_maintenance(self) -> dict[str, dict[str, Any]]:
        """Return `{job: {finished_at: seconds since 1970, ok}}` of each job's newest run; asked once, not again."""
        found: dict[str, dict[str, Any]] = await self._database.value("last_maintenance")
        return found

    async def cleanup_some_sessions(self, cutoff_days: int, *, seconds: float) -> int:
        """End and remove old sessions for some seconds; return how many. 0: nothing is left to do."""
        return int(await self._again("cleanup_some_sessions", p_cutoff_days=cutoff_days, p_seconds=seconds))

    async def cleanup_some_references(self, after: str | None, *, seconds: float) -> dict[str, Any]:
        """Forget choices of projects that are gone or no longer allowed, for some seconds, of people after `after`.

        Return `{cleared, after}`: how many people's, and where to go on (None: everybody was looked at).
        """
        return await self._found("cleanup_some_references", p_after=after, p_seconds=seconds)
