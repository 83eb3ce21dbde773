"""Does together what is asked for at the same time: one round trip and one commit for many.

A call leaves at once, unless two are under way, or a whole group has left a moment ago: then it leaves with what comes
meanwhile.
So a quiet system is as quick as before, and a busy one gets cheaper the busier it is.

Nobody suffers from company either: what cannot be done together is done one by one, aside.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

from errors import DatabaseBusyError, DatabaseError

Item = TypeVar("Item")
Result = TypeVar("Result")

_UNDER_WAY = 2
_BREATH_SECONDS, _GROUP = 0.005, 3
"""After so many have left together, others are about to come: waiting for them makes each cheaper."""
_SIZES = (32, 16, 8, 6, 4, 3, 2, 1)
"""Few sizes: the database keeps a prepared statement for each."""


class Together(Generic[Item, Result]):
    """Hands items to `call`, which does all of them or none, waits for no lock, and returns one result each, in order.

    `alone` does one item, and may wait: it is asked when `call` was refused.
    """

    def __init__(
        self,
        call: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        *,
        alone: Callable[[Item], Awaitable[Result]],
    ) -> None:
        """Keep the calls; nothing waits yet."""
        self._call = call
        self._alone = alone
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._under_way: set[asyncio.Task[None]] = set()
        self._aside: set[asyncio.Task[None]] = set()
        self._next: asyncio.TimerHandle | None = None
        self._left_at = 0.0
        self._carried = 0

    async def __call__(self, item: Item) -> Result:
        """Return this item's result.

        Raises:
            DatabaseError: what came of this item, or of its whole batch when nobody knows what took effect.
        """
        result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, result))
        self._leave_soon()
        return await result

    def _leave_soon(self) -> None:
        """Leave when everybody who is ready in this round of the loop has come, and a breath after the last group."""
        if self._next is None and self._waiting and len(self._under_way) < _UNDER_WAY:
            loop = asyncio.get_running_loop()
            breath = _BREATH_SECONDS if self._carried >= _GROUP else 0.0
            self._next = loop.call_at(max(self._left_at + breath, loop.time()), self._leave)

    def _leave(self) -> None:
        self._next = None
        self._left_at = asyncio.get_running_loop().time()
        count = next(size for size in _SIZES if size <= len(self._waiting))
        self._carried = count
        batch = [self._waiting.popleft() for _ in range(count)]
        self._start(self._carry(batch), self._under_way).add_done_callback(lambda _task: self._leave_soon())
        self._leave_soon()

    def _start(self, work: Coroutine[Any, Any, None], where: set[asyncio.Task[None]]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        where.add(task)
        task.add_done_callback(where.discard)
        return task

    async def _carry(self, batch: Sequence[tuple[Item, asyncio.Future[Result]]]) -> None:
        """Settle every future of a batch, or have each settled aside."""
        try:
            found = await self._call([item for item, _ in batch])
        except DatabaseError as error:
            if error.undone and (len(batch) > 1 or isinstance(error, DatabaseBusyError)):
                for item, result in batch:
                    self._start(self._settle(item, result), self._aside)
            else:
                _fail(batch, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to those who wait
            _fail(batch, error)
        else:
            for (_, result), value in zip(batch, found, strict=True):
                if not result.done():
                    result.set_result(value)

    async def _settle(self, item: Item, result: asyncio.Future[Result]) -> None:
        try:
            value = await self._alone(item)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the one who waits
            _fail([(item, result)], error)
        else:
            if not result.done():
                result.set_result(value)


def _fail(batch: Sequence[tuple[Any, asyncio.Future[Any]]], error: Exception) -> None:
    for _, result in batch:
        if not result.done():
            result.set_exception(error)
