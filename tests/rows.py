"""Reads and writes rows as an operator does in the SQL editor."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import asyncpg

from services.database.asyncpg import _prepare


class Rows:
    """One connection to the database; jsonb comes back parsed, uuids as text."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    async def __aenter__(self) -> Self:
        self._connection = await asyncpg.connect(self._dsn)
        await _prepare(self._connection)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._connection.close()

    async def all(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Return every row."""
        return [dict(row) for row in await self._connection.fetch(query, *values)]

    async def column(self, query: str, *values: Any) -> list[Any]:
        """Return the first column of every row."""
        return [row[0] for row in await self._connection.fetch(query, *values)]

    async def value(self, query: str, *values: Any) -> Any:
        """Return one value."""
        return await self._connection.fetchval(query, *values)

    async def run(self, statement: str, *values: Any) -> None:
        """Run a statement."""
        await self._connection.execute(statement, *values)
