"""`relais dead`: messages that were set aside, to be looked at, tried again or let go."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from typing import Any

import orjson
from rich.table import Table

import app
from commands.printing import console
from commands.why import tell
from services.store import Store
from settings import Settings

_PAGE = 100
_COLUMNS = ("id", "message_id", "sender", "kind", "attempts", "reason", "finished_at")


async def list_dead(settings: Settings, *, as_json: bool) -> int:
    """Print every message that is set aside; exit 1 when there is one."""
    async with app.open_store(settings) as store:
        items = [item async for item in _every(store)]
    if as_json:
        sys.stdout.write(orjson.dumps(items).decode() + "\n")
    elif items:
        _print(items)
    else:
        sys.stdout.write("No message is set aside.\n")
    return int(bool(items))


async def show(settings: Settings, inbox_id: int, *, as_json: bool) -> int:
    """Print the story of one message that is set aside."""
    async with app.open_store(settings) as store:
        async for item in _every(store):
            if item["id"] == inbox_id:
                return await tell(store, item["message_id"], as_json=as_json)
    return _unknown(inbox_id)


async def requeue(settings: Settings, inbox_ids: Sequence[int]) -> int:
    """Give messages another life."""
    async with app.open_store(settings) as store:
        failed = await _each(inbox_ids, store.requeue_dead, "requeued")
        await store.wake("turns")
    return failed


async def discard(settings: Settings, inbox_ids: Sequence[int]) -> int:
    """Let messages go."""
    async with app.open_store(settings) as store:
        return await _each(inbox_ids, store.discard_dead, "discarded")


async def _every(store: Store) -> AsyncGenerator[dict[str, Any]]:
    after = 0
    while page := await store.list_dead(after, _PAGE):
        for item in page:
            yield item
        after = int(page[-1]["id"])


async def _each(inbox_ids: Sequence[int], act: Callable[[int], Coroutine[Any, Any, bool]], done: str) -> int:
    """Do it to each; exit 1 when one was not set aside."""
    failed = 0
    for inbox_id in inbox_ids:
        if await act(inbox_id):
            sys.stdout.write(f"{done} {inbox_id}\n")
        else:
            failed = _unknown(inbox_id)
    return failed


def _unknown(inbox_id: int) -> int:
    sys.stderr.write(f"relais: no message {inbox_id} is set aside\n")
    return 1


def _print(items: Sequence[dict[str, Any]]) -> None:
    table = Table(*_COLUMNS, box=None, pad_edge=False)
    for item in items:
        table.add_row(*(str(item[column] or "") for column in _COLUMNS))
    console().print(table)
