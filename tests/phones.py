"""One person's phone, the same on every channel: writes, sees what came back, taps what is on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from messages import Part
from tests.fakes import graph, twilio
from tests.house import House

JEAN = "+33600000001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One message on the screen; `options` are (id, title, description), `file` a link."""

    id: str
    body: str
    options: tuple[tuple[str, str, str], ...] = ()
    file: str | None = None

    def option(self, title: str) -> tuple[str, str]:
        """Return id and title of the option whose title begins so."""
        return next((found[0], found[1]) for found in self.options if found[1].startswith(title))


class Wire(Protocol):
    """How one channel carries it."""

    async def write(self, house: House, who: str, text: str) -> None: ...
    async def tap(self, house: House, who: str, action_id: str, title: str, reply_to: str) -> None: ...
    async def screen(self, house: House, who: str) -> list[Seen]: ...


class CloudWire:
    """WhatsApp Cloud API."""

    async def write(self, house: House, who: str, text: str) -> None:
        assert (await house.from_meta(graph.webhook([graph.text(who, text)]))).status_code == 200

    async def tap(self, house: House, who: str, action_id: str, title: str, reply_to: str) -> None:
        picked = graph.list_pick(who, action_id, title, reply_to=reply_to)
        assert (await house.from_meta(graph.webhook([picked]))).status_code == 200

    async def screen(self, house: House, who: str) -> list[Seen]:
        return [
            Seen(id=sent.id, body=sent.body, options=sent.options, file=sent.media_url)
            for sent in house.graph.sent
            if sent.to == who
        ]


class TwilioWire:
    """Twilio."""

    async def write(self, house: House, who: str, text: str) -> None:
        assert (await house.from_twilio(twilio.text(who, text))).status_code == 200

    async def tap(self, house: House, who: str, action_id: str, title: str, reply_to: str) -> None:
        assert (await house.from_twilio(twilio.list_pick(who, action_id, title, reply_to=reply_to))).status_code == 200

    async def screen(self, house: House, who: str) -> list[Seen]:
        return [
            Seen(id=sent.sid, body=sent.body, options=sent.options, file=sent.media_url)
            for sent in house.twilio.sent
            if sent.to == who
        ]


class SimulatorWire:
    """The simulator's page."""

    async def write(self, house: House, who: str, text: str) -> None:
        said = {"id": str(uuid4()), "phone": who, "text": text}
        assert (await house.from_simulator(said)).status_code == 200

    async def tap(self, house: House, who: str, action_id: str, title: str, reply_to: str) -> None:
        said = {"id": str(uuid4()), "phone": who, "action_id": action_id, "title": title, "reply_to": reply_to}
        assert (await house.from_simulator(said)).status_code == 200

    async def screen(self, house: House, who: str) -> list[Seen]:
        found = await house.rows.value("select simulator_chat($1, 0, 0)", who)
        return [_seen(item) for item in found if item["direction"] == "out"]


def _seen(item: dict[str, Any]) -> Seen:
    part = Part.from_json(item["part"])
    options = tuple((option.id, option.title, option.description) for option in part.options)
    return Seen(
        id=item["provider_message_id"], body=part.text, options=options, file=part.media.url if part.media else None
    )


WIRES: dict[str, Wire] = {"cloud": CloudWire(), "twilio": TwilioWire(), "simulator": SimulatorWire()}


@dataclass(slots=True, kw_only=True)
class Phone:
    """A person with a phone on one channel."""

    house: House
    wire: Wire
    number: str = JEAN

    async def says(self, text: str) -> list[Seen]:
        """Write a text and return what came back."""
        before = len(await self.screen())
        await self.wire.write(self.house, self.number, text)
        await self.house.settled()
        return (await self.screen())[before:]

    async def taps(self, seen: Seen, title: str) -> list[Seen]:
        """Tap the option of `seen` whose title begins so, and return what came back."""
        return await self.taps_id(*seen.option(title), reply_to=seen.id)

    async def taps_id(self, action_id: str, title: str = "", *, reply_to: str = "") -> list[Seen]:
        """Tap something that carries `action_id`."""
        before = len(await self.screen())
        await self.wire.tap(self.house, self.number, action_id, title or action_id, reply_to)
        await self.house.settled()
        return (await self.screen())[before:]

    async def screen(self) -> list[Seen]:
        """Return everything that the person was sent, in order."""
        return await self.wire.screen(self.house, self.number)
