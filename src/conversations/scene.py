"""One script on its way: everybody's phone, and time that passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from conversations.database import ScriptDatabase
from conversations.given import phone_book
from conversations.house import House
from conversations.provider import Provider, Seen
from conversations.script import Script, Step
from conversations.sending import Content
from conversations.work import Work
from messages import InboundMessage

PATIENCE_SECONDS = 10.0
"""How long an answer may take on the clock: the end of a burst, the first retries. More takes a `later`."""


class StepError(Exception):
    """A step cannot be done: nobody has such a name, nothing on the screen has such a title."""


@dataclass(slots=True, kw_only=True)
class Scene:
    """What the steps act on. `count` numbers messages, so that each has an id."""

    script: Script
    house: House
    database: ScriptDatabase
    work: Work
    count: int = 0
    newest: dict[str, str] = field(default_factory=dict[str, str])
    """By phone: the provider's id of what they sent last."""

    @property
    def provider(self) -> Provider:
        """The channel of the script."""
        return self.house.providers[self.script.channel]

    async def phone(self, step: Step) -> str:
        """Return who acts in a step; a number need not be registered."""
        wanted = step.person or self.script.person
        people = await phone_book(self.database)
        if wanted not in people and not wanted.startswith("+"):
            raise StepError(f"{wanted} is nobody: a name of `people` or of the demo company, or a phone")
        return str(people[wanted]["phone"]) if wanted in people else wanted

    def screen(self, phone: str) -> list[Seen]:
        """Return what somebody was sent, the newest first."""
        return [seen for seen in reversed(self.provider.sent) if seen.to == phone]

    async def wait(self, length: timedelta) -> None:
        """Let time pass, and do what becomes due meanwhile."""
        await self.database.move(await self.work.settle(length.total_seconds()))

    async def receive(self, step: Step, phone: str, contents: Sequence[Content]) -> None:
        """Hand messages over as the door does, and wait for what comes of them."""
        quoted = self._quoted(step, phone)
        messages = [self._message(phone, quoted | content) for content in contents]
        self.work.crash = step.crash
        for _time in range(2 if step.twice else 1):
            await self.house.parts.intake.receive(messages)
            await self.work.settle(self._patience if step.crash else PATIENCE_SECONDS)

    def _quoted(self, step: Step, phone: str) -> Content:
        if step.quotes is None:
            return {}
        quoted = next((seen for seen in self.screen(phone) if step.quotes in seen.text), None)
        if quoted is None:
            raise StepError(f"no message on the screen says {step.quotes!r}")
        return {"reply_to": quoted.id}

    def _message(self, phone: str, content: Content) -> InboundMessage:
        self.count += 1
        self.newest[phone] = f"said.{self.count}"
        return InboundMessage(
            channel=self.script.channel,
            provider_message_id=self.newest[phone],
            sender=phone,
            kind=content["kind"],
            content=content,
            raw={},
        )

    @property
    def _patience(self) -> float:
        """How long it takes until a dead worker's turn, or a part in doubt, is somebody else's."""
        settings = self.house.parts.settings
        return settings.lease_seconds + settings.reconcile_seconds + PATIENCE_SECONDS
