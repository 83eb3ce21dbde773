"""One chat as server-sent events: what is there, then what is new or has changed."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator
from time import monotonic
from typing import Any, Protocol

import orjson

Item = dict[str, Any]

_OVERLAP = 30
"""How many items per direction are read again each time: their state may change, a late commit may slip in between."""

_RETRY = b"retry: 1000\n\n"
_READY = b"event: ready\ndata: {}\n\n"
_HEARTBEAT = b":\n\n"


class ChatReader(Protocol):
    """What a stream asks of the store."""

    async def simulator_chat(self, sender: str, after_in: int, after_out: int) -> list[Item]:
        """Return what `sender` wrote and received after these ids, in order."""
        ...


def parse_event_id(text: str) -> tuple[int, int]:
    """Read an event id, `in-out`; (0, 0), the whole chat, for anything else."""
    match = re.fullmatch(r"(\d{1,18})-(\d{1,18})", text, re.ASCII)
    return (int(match[1]), int(match[2])) if match else (0, 0)


async def chat_stream(
    store: ChatReader, sender: str, after: tuple[int, int], *, poll_seconds: float = 0.3, heartbeat: float = 15.0
) -> AsyncGenerator[bytes, None]:
    """Yield the chat after `after`, an event `ready`, then each change; an empty chunk when there is none.

    An event's id lies up to `_OVERLAP` items back, so a reconnect hears the newest items once more and misses no
    change of theirs; the page knows an item by its direction and id.

    Raises:
        DatabaseUnavailableError: from the store, at any chunk.
    """
    chat = _Chat(store, sender, after)
    yield _RETRY + await chat.changes() + _READY
    spoke = monotonic()
    while True:
        await asyncio.sleep(poll_seconds)
        chunk = await chat.changes()
        if not chunk and monotonic() - spoke >= heartbeat:
            chunk = _HEARTBEAT
        if chunk:
            spoke = monotonic()
        yield chunk


class _Chat:
    """What one listener knows of one chat."""

    def __init__(self, store: ChatReader, sender: str, after: tuple[int, int]) -> None:
        self._store = store
        self._sender = sender
        self._known: dict[tuple[str, int], Item] = {}
        self._newest = {
            "in": deque([after[0]], maxlen=_OVERLAP + 1),
            "out": deque([after[1]], maxlen=_OVERLAP + 1),
        }

    async def changes(self) -> bytes:
        """Read on and return an event for each item that is new or has changed."""
        items = await self._store.simulator_chat(self._sender, *self._position())
        before, self._known = self._known, {_key(item): item for item in items}
        return b"".join(self._event(item, before) for item in items if before.get(_key(item)) != item)

    def _event(self, item: Item, before: dict[tuple[str, int], Item]) -> bytes:
        if _key(item) not in before:
            self._newest[item["direction"]].append(item["id"])
        return b"id: %d-%d\ndata: %b\n\n" % (*self._position(), orjson.dumps(item))

    def _position(self) -> tuple[int, int]:
        return min(self._newest["in"]), min(self._newest["out"])


def _key(item: Item) -> tuple[str, int]:
    return item["direction"], item["id"]
