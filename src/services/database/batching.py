"""Calls the functions of a turn together when several turns need them at once; every other call goes straight on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from services.database.asyncpg import AsyncpgDatabase
from services.together import Together

_TOGETHER = (
    "open_session",
    "list_projects",
    "list_tasks",
    "get_task_details",
    "get_documents",
    "finish_turn",
    "reply_sent",
    "reply_failed",
)
"""Functions that concern one person, whose id is their first argument."""

_OF_MANY = ("receive_events", "apply_statuses")
"""Functions that concern many people at once: they wait for no lock either."""


class Batching:
    """A `services.interfaces.Database` over asyncpg that makes one round trip and one commit of many calls."""

    def __init__(self, database: AsyncpgDatabase) -> None:
        """Keep the way; what it carries together is in the table above."""
        self._database = database
        self._together = {
            name: Together(partial(self._call, name), alone=partial(self._call_alone, name)) for name in _TOGETHER
        }

    async def value(self, function: str, **arguments: Any) -> Any:
        """Call a function that returns one value; errors as `Database.value`."""
        if together := self._together.get(function):
            return await together(arguments)
        if function in _OF_MANY:
            return (await self._database.values(function, [arguments]))[0]
        return await self._database.value(function, **arguments)

    async def rows(self, function: str, **arguments: Any) -> list[dict[str, Any]]:
        """Call a function that returns rows."""
        return await self._database.rows(function, **arguments)

    async def close(self) -> None:
        """Give every connection back."""
        await self._database.close()

    async def _call(self, function: str, calls: Sequence[dict[str, Any]]) -> list[Any]:
        """Call in the order of the people, so that two batches never wait for each other in a circle."""
        order = sorted(range(len(calls)), key=lambda place: str(next(iter(calls[place].values()))))
        found = await self._database.values(function, [calls[place] for place in order])
        results = dict(zip(order, found, strict=True))
        return [results[place] for place in range(len(calls))]

    async def _call_alone(self, function: str, arguments: dict[str, Any]) -> Any:
        return await self._database.value(function, **arguments)
