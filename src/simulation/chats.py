"""What people and the bot said, in memory: the last of it, of the last people."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, Literal, TypeVar

from messages import InboundMessage, Part
from simulation.calls import Call
from simulation.courier import Webhook
from simulation.people import Somebody

Found = TypeVar("Found")

_MOST_CHATS = 500
_MOST_MESSAGES = 500
_MOST_CALLS = 1000
_MOST_ALIASES = 5000


@dataclass(slots=True, kw_only=True)
class Message:
    """One message of a chat, seen from the person: `in` is what they wrote, `out` what the bot sent.

    `id` is the provider's; `page_id` what the page calls it. `webhooks` are those that carried it, or its statuses.
    """

    number: int
    direction: Literal["in", "out"]
    id: str
    page_id: str
    state: str
    said: InboundMessage | None = None
    part: Part | None = None
    answers: str | None = None
    error: str | None = None
    webhooks: list[Webhook] = field(default_factory=list[Webhook])
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def item(self) -> dict[str, Any]:
        """Return it as the page reads it."""
        return {
            "id": self.number,
            "direction": self.direction,
            "provider_message_id": self.page_id,
            "content": self.said.content if self.said else None,
            "part": self.part.as_json() if self.part else None,
            "state": self.state,
            "at": self.at.isoformat(),
            "answers": self.answers,
            "error": self.error,
        }


@dataclass(slots=True, kw_only=True)
class Chat:
    """Everything between one person and the bot; `address` is how the page calls them."""

    address: str
    messages: deque[Message] = field(default_factory=lambda: deque[Message](maxlen=_MOST_MESSAGES))
    calls: deque[Call] = field(default_factory=lambda: deque[Call](maxlen=_MOST_CALLS))

    def newest_written(self) -> Message | None:
        """Return what the person wrote last."""
        return next((one for one in reversed(self.messages) if one.direction == "in"), None)


class Chats:
    """All chats; follows what `handlers.simulator` asks of a store."""

    def __init__(self, people: Iterable[Somebody]) -> None:
        self._people = list(people)
        self._homes = {one.user_id: one.phone for one in self._people if one.user_id != one.phone}
        self._chats: OrderedDict[str, Chat] = OrderedDict()
        self._numbers = count(1)
        self._changed = asyncio.Event()

    def of(self, address: str) -> Chat:
        """Return somebody's chat; the one that was quiet for longest makes room for a new one."""
        address = self._home(address)
        chat = self._chats.setdefault(address, Chat(address=address))
        self._chats.move_to_end(address)
        if len(self._chats) > _MOST_CHATS:
            self._chats.popitem(last=False)
        return chat

    def name_of(self, address: str) -> str:
        """Return what somebody is called."""
        return next((one.name for one in self._people if address in (one.phone, one.user_id)), "Somebody")

    def real_id(self, message_id: str) -> str:
        """Return the provider's id of a message that the page calls so."""
        found = self.find(message_id)
        return found[1].id if found else message_id

    def find(self, message_id: str) -> tuple[Chat, Message] | None:
        """Return a message by the provider's id, or the page's."""
        for chat in self._chats.values():
            for one in chat.messages:
                if message_id and message_id in (one.id, one.page_id):
                    return chat, one
        return None

    def add(self, chat: Chat, **known: Any) -> Message:
        """Put a message at the end of a chat."""
        message = Message(number=next(self._numbers), **known)
        chat.messages.append(message)
        self.ring()
        return message

    def ring(self) -> None:
        """Wake everybody who waits for something to become true."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, look: Callable[[], Found | None], seconds: float) -> Found:
        """Return what `look` finds as soon as it finds something.

        Raises:
            TimeoutError: it did not in time.
        """
        async with asyncio.timeout(seconds):
            while True:
                changed = self._changed
                found = look()
                if found is not None:
                    return found
                await changed.wait()

    async def simulator_people(self) -> list[dict[str, Any]]:
        """Return who one can be."""
        return [one.as_json() for one in self._people]

    async def simulator_chat(self, sender: str, after_in: int, after_out: int) -> list[dict[str, Any]]:
        """Return what `sender` wrote and received after these ids, in order."""
        chat = self._chats.get(self._home(sender))
        after = {"in": after_in, "out": after_out}
        return [one.item() for one in (chat.messages if chat else ()) if one.number > after[one.direction]]

    def introduce(self, alias: str, address: str) -> None:
        """Remember another address of somebody: both are one chat."""
        if alias != address:
            self._homes[alias] = address
        if len(self._homes) > _MOST_ALIASES:
            del self._homes[next(iter(self._homes))]

    def _home(self, address: str) -> str:
        return self._homes.get(address, address)
