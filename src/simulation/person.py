"""Somebody with a phone, played by a program: writes, taps, sends files, and sees what the bot answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import orjson

from messages import Part
from services.channels.simulator.inbound import parse_messages
from simulation.chats import Message
from simulation.files import Files
from simulation.network import TWILIO_PREFIX, Network

PATIENCE = 30.0
"""Seconds in which a bot should have answered, one that has just been started included."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One message of the bot's on a person's screen; `id` is the provider's."""

    id: str
    part: Part

    @property
    def text(self) -> str:
        """Its words; of a file, its caption."""
        return self.part.text

    @property
    def titles(self) -> tuple[str, ...]:
        """What can be tapped."""
        return tuple(option.title for option in self.part.options)


@dataclass(slots=True, kw_only=True)
class Person:
    """One person: `phone` is E.164, a user id, or either behind `whatsapp:` for Twilio's side of both.

    What is written is delivered at once; each method returns the provider's id of the message.
    """

    phone: str
    network: Network
    files: Files
    _seen: int = field(default=0)

    async def text(self, words: str, *, reply_to: str = "", id: str = "") -> str:  # noqa: A002 - what it is called
        """Write; with the `id` of an earlier message, that one is delivered again."""
        return await self._say({"text": words, "reply_to": reply_to}, id)

    async def tap(self, answer: Answer, title: str) -> str:
        """Tap the option of an answer whose title begins so.

        Raises:
            LookupError: there is none.
        """
        option = next((one for one in answer.part.options if one.title.startswith(title)), None)
        if option is None:
            raise LookupError(f"no option {title!r} among {answer.titles}")
        return await self._say({"action_id": option.id, "title": option.title, "reply_to": answer.id})

    async def photo(self, content: bytes, *, caption: str = "", mime_type: str = "image/jpeg") -> str:
        """Send a picture."""
        return await self._file(content, mime_type, caption=caption)

    async def voice(self, content: bytes, *, mime_type: str = "audio/ogg; codecs=opus") -> str:
        """Send a voice message."""
        return await self._file(content, mime_type, voice=True)

    async def document(self, content: bytes, *, filename: str, mime_type: str = "application/pdf") -> str:
        """Send a document."""
        return await self._file(content, mime_type, filename=filename)

    async def location(self, latitude: float, longitude: float, *, name: str = "", address: str = "") -> str:
        """Send a place."""
        place = {"latitude": latitude, "longitude": longitude, "name": name, "address": address}
        return await self._say({"location": place})

    async def reaction(self, message_id: str, emoji: str) -> str:
        """React to a message; an empty emoji takes it back."""
        return await self._say({"reaction": {"emoji": emoji, "message_id": message_id}})

    async def receives(self, seconds: float = PATIENCE) -> Answer:
        """Return the bot's next message, as soon as it comes.

        Raises:
            TimeoutError: there is none in time.
        """
        found = await self.network.chats.until(self._next, seconds)
        self._seen = found.number
        return Answer(found.id, found.part or Part(kind="text"))

    async def state(self, message_id: str, wanted: str, seconds: float = PATIENCE) -> None:
        """Return when a message has got that far: `sent`, `delivered`, `read`, `failed`.

        Raises:
            TimeoutError: it has not in time.
        """
        await self.network.chats.until(lambda: self._in_state(message_id, wanted), seconds)

    def _next(self) -> Message | None:
        messages = self.network.chats.of(self.phone).messages
        return next((one for one in messages if one.direction == "out" and one.number > self._seen), None)

    def _in_state(self, message_id: str, wanted: str) -> Message | None:
        found = self.network.chats.find(message_id)
        return found[1] if found and found[1].state == wanted else None

    async def _file(self, content: bytes, mime_type: str, *, caption: str = "", **said: Any) -> str:
        kept = self.files.put(content, mime_type, said.get("filename", ""))
        return await self._say({"media": {"id": kept.id, "mime_type": mime_type} | said, "caption": caption})

    async def _say(self, said: Mapping[str, Any], own: str = "") -> str:
        address = self.phone.removeprefix(TWILIO_PREFIX)
        fields = {"id": own.partition(".")[2] or str(uuid4()), "phone": address} | dict(said)
        [message] = parse_messages(orjson.dumps(fields))
        [written] = await self.network.deliver([(self.phone, message)])
        return written.page_id
