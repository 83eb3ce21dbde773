"""What `relais doctor` asks: is everything as it should be, and what would make it so?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.store.calling import Calling


class IntegrityVerbs(Calling):
    """Checks and repairs. A change is `{table_name, was, becomes}`: a row as JSON text, None where there is none."""

    async def check_integrity(self) -> list[dict[str, Any]]:
        """Return every check as `{check_name, status, found, detail}`; asked once, because it walks everything."""
        return await self._database.rows("check_integrity")

    async def check_sessions(self) -> dict[str, Any]:
        """Return `{status, checks, sessions, people}` of the checks that are cheap; asked once, not again."""
        found: dict[str, Any] = await self._database.value("check_sessions")
        return found

    async def find_damage(self, check_name: str) -> list[dict[str, Any]]:
        """Return the changes that would mend what one check finds in the rows."""
        return await self._database.rows("find_damage", p_check_name=check_name)

    async def repair_rows(self, changes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Make changes, all or none, and return those that were made; a row that is another one by now is left."""
        made: list[dict[str, Any]] = await self._database.value("repair_rows", p_changes=list(changes))
        return made

    async def undo_rows(self, changes: Sequence[dict[str, Any]]) -> int:
        """Take changes back, all or none, where the rows are still what they became; return how many."""
        return int(await self._database.value("undo_rows", p_changes=list(changes)))

    async def broken_objects(self) -> list[dict[str, Any]]:
        """Return `[{check_name, table_name, name, definition}]`: what of the schema is missing or not in force."""
        return await self._database.rows("broken_objects")

    async def mend_object(self, check_name: str, table_name: str, name: str) -> bool:
        """Make a broken object what it should be; False when it is not broken, or a function."""
        return bool(
            await self._database.value("mend_object", p_check_name=check_name, p_table_name=table_name, p_name=name)
        )

    async def drop_expected_index(self, name: str) -> bool:
        """Take an index of ours away; False when there is none of this name."""
        return bool(await self._database.value("drop_expected_index", p_name=name))

    async def measure_connections(self) -> dict[str, int]:
        """Return `{used, allowed, waiting}`: connections of the whole server."""
        found: dict[str, int] = await self._database.value("measure_connections")
        return found
