"""Between people and providers: what somebody writes becomes a webhook, what a bot sends arrives and is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from messages import ChannelName, DeliveryState, InboundMessage
from services.channels.cloud.fields import find
from services.channels.troubles import SendTrouble
from simulation.calls import Call, Trouble
from simulation.chats import Chat, Chats, Message
from simulation.courier import Courier, Webhook
from simulation.line import Failure, Line, Taken
from simulation.people import user_id_of

TWILIO_PREFIX = "whatsapp:"
"""Whoever is addressed so writes through Twilio, where both providers are simulated."""

_GRACE_SECONDS = 0.5
"""How long a person waits for the bot to take a message: a quick bot gets messages in order, a slow one at once."""

_TYPING_SECONDS = 25.0

_WORST = 400
"""HTTP statuses from here on are worth a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds after which a message of the bot's is sent, then delivered, then read.

    `again` multiplies the waits before a webhook is posted again: with 1 they grow to ten minutes.
    """

    sent: float = 0.05
    delivered: float = 0.3
    read: float = 1.0
    again: float = 1.0


@dataclass(slots=True, kw_only=True)
class Network:
    """All that is simulated; `tell` hears what is worth a word.

    `trouble` is what the bot's next sends meet, `met` how many have.
    """

    chats: Chats
    courier: Courier
    tell: Callable[[str], None]
    pace: Pace = field(default_factory=Pace)
    trouble: SendTrouble | None = None
    met: int = 0
    lines: dict[ChannelName, Line] = field(default_factory=dict[ChannelName, Line])

    async def deliver(self, written: Sequence[tuple[str, InboundMessage]]) -> list[Message]:
        """Deliver what people write at once, each with the address that they write from, as the page calls it.

        What was written before is delivered again.
        """
        messages = [(self._line(address), self._write(address, said)) for address, said in written]
        posts = [
            self.courier.start(self.courier.post(webhook))
            for line in self.lines.values()
            for webhook in self._webhooks(line, [message for own, message in messages if own is line])
        ]
        if posts:
            await asyncio.wait(posts, timeout=_GRACE_SECONDS)
        return [message for _line, message in messages]

    def took(self, line: Line, sent: Taken) -> None:
        """Show a message of the bot's to its person, and let it arrive."""
        chat = self.chats.of(self._address(line, sent.to))
        self._has_typed(chat)
        answered = chat.newest_written()
        message = self.chats.add(
            chat, direction="out", id=sent.id, page_id=sent.id, state="sent", part=sent.part,
            answers=answered.page_id if answered else None,
        )  # fmt: skip
        self.courier.start(self._arrive(line, message, sent, self._failure(line, sent)))

    def was_read(self, message_id: str, *, typing: bool) -> None:
        """Show that the bot has read a message; `pending` is what the page shows as typing."""
        found = self.chats.find(message_id)
        if found is None:
            return
        chat, message = found
        answered = any(one.answers == message.page_id for one in chat.messages)
        self._move(message, "pending" if typing and not answered else "read")
        if message.state == "pending":
            self.courier.start(self._stop_typing(message))

    def called(self, line: Line, call: Call) -> None:
        """Remember a call with the chat that it is about."""
        found = self.chats.find(call.message_id or "")
        chat = self.chats.of(self._address(line, call.to)) if call.to else found and found[0]
        if chat:
            chat.calls.append(call)
            self.chats.ring()
        if call.status is None or call.status >= _WORST:
            self.tell(f"{call.path}: {call.status or 'no answer'} {_sentence(call)}")

    def meets(self, line: Line, endpoint: str) -> Trouble | None:
        """Return what a call meets: trouble is with sends alone."""
        if self.trouble is None or endpoint != "messages":
            return None
        self.met += 1
        self.chats.ring()
        return line.trouble(self.trouble)

    def choose(self, trouble: SendTrouble | None) -> None:
        """Let the next sends meet this."""
        self.trouble, self.met = trouble, 0

    def _line(self, address: str) -> Line:
        wanted: ChannelName = "twilio" if address.startswith(TWILIO_PREFIX) else "cloud"
        return self.lines.get(wanted) or next(iter(self.lines.values()))

    def _address(self, line: Line, to: str) -> str:
        return f"{TWILIO_PREFIX}{to}" if line.channel == "twilio" and len(self.lines) > 1 else to

    def _write(self, address: str, said: InboundMessage) -> Message:
        line = self._line(address)
        home = self._address(line, said.sender)
        self.chats.introduce(self._address(line, said.user_id or user_id_of(said.sender)), home)
        chat = self.chats.of(home)
        real, shown = line.ids(said.provider_message_id)
        known = next((one for one in chat.messages if one.id == real), None)
        return known or self.chats.add(chat, direction="in", id=real, page_id=shown, state="sent", said=said)

    def _webhooks(self, line: Line, written: list[Message]) -> list[Webhook]:
        webhooks = line.webhooks(written) if written else []
        for webhook in webhooks:
            carried = [message for message in written if message.id in webhook.carries]
            webhook.ended = partial(self._arrived, carried)
            for message in carried:
                message.webhooks.append(webhook)
        return webhooks

    def _arrived(self, messages: Sequence[Message], taken: bool) -> None:
        for message in messages:
            if message.state == "sent":
                self._move(message, "delivered" if taken else "failed")

    async def _arrive(self, line: Line, message: Message, sent: Taken, failure: Failure | None) -> None:
        for state, seconds in self._steps(failure):
            await asyncio.sleep(seconds)
            self._move(message, state, error=str(failure) if failure else None)
            webhook = line.status(sent, state, failure)
            if webhook is not None:
                message.webhooks.append(webhook)
                await self.courier.post(webhook)

    def _steps(self, failure: Failure | None) -> list[tuple[DeliveryState, float]]:
        if failure is not None:
            return [("failed", self.pace.sent)]
        return [("sent", self.pace.sent), ("delivered", self.pace.delivered), ("read", self.pace.read)]

    def _failure(self, line: Line, sent: Taken) -> Failure | None:
        if self.trouble is None or (self.trouble is SendTrouble.WINDOW_CLOSED and sent.is_template):
            return None
        return line.failure(self.trouble)

    async def _stop_typing(self, message: Message) -> None:
        await asyncio.sleep(_TYPING_SECONDS)
        if message.state == "pending":
            self._move(message, "read")

    def _has_typed(self, chat: Chat) -> None:
        for message in chat.messages:
            if message.state == "pending":
                self._move(message, "read")

    def _move(self, message: Message, state: str, *, error: str | None = None) -> None:
        message.state, message.error = state, error
        self.chats.ring()


def _sentence(call: Call) -> str:
    """Return the provider's own words, Meta's or Twilio's."""
    return find(call.answered, "error.message", str) or find(call.answered, "message", str) or ""
