"""Does together what is asked for at the same time: one round trip and one commit for many.

Nobody waits for company. A call leaves at once while fewer than `_UNDER_WAY` are under way; what comes meanwhile leaves
together with the next. So a quiet system is as quick as before, and a busy one gets cheaper the busier it is.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from errors import DatabaseError, DatabaseUnavailableError

Item = TypeVar("Item")
Result = TypeVar("Result")

_UNDER_WAY = 2
_SIZES = (32, 16, 8, 4, 2, 1)
"""Few sizes: the database keeps a prepared statement for each."""


class Together(Generic[Item, Result]):
    """Hands items to `call`, which returns one result each, in their order, and does all of them or none."""

    def __init__(self, call: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        """Keep the call; nothing waits yet."""
        self._call = call
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._under_way: set[asyncio.Task[None]] = set()

    async def __call__(self, item: Item) -> Result:
        """Return this item's result.

        Raises:
            DatabaseError: what `call` raised for this item by itself, or for all when it is not known what took effect.
        """
        result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, result))
        self._leave()
        return await result

    def _leave(self) -> None:
        while self._waiting and len(self._under_way) < _UNDER_WAY:
            count = next(size for size in _SIZES if size <= len(self._waiting))
            batch = [self._waiting.popleft() for _ in range(count)]
            task = asyncio.create_task(self._carry(batch))
            self._under_way.add(task)
            task.add_done_callback(self._arrive)

    def _arrive(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._leave()

    async def _carry(self, batch: Sequence[tuple[Item, asyncio.Future[Result]]]) -> None:
        """Settle every future of a batch, whatever happens."""
        try:
            found = await self._call([item for item, _ in batch])
        except DatabaseUnavailableError as error:  # perhaps it took effect: nobody may simply try again
            _fail(batch, error)
        except DatabaseError as error:  # one of them was refused, so all were rolled back
            if len(batch) == 1:
                _fail(batch, error)
                return
            for one in batch:
                await self._carry([one])
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to those who wait
            _fail(batch, error)
        else:
            for (_, result), value in zip(batch, found, strict=True):
                if not result.done():
                    result.set_result(value)


def _fail(batch: Sequence[tuple[Item, asyncio.Future[Result]]], error: BaseException) -> None:
    for _, result in batch:
        if not result.done():
            result.set_exception(error)
