"""What the simulator needs of a provider, whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from messages import ChannelName, DeliveryState, Part
from services.channels.troubles import SendTrouble
from simulation.calls import Trouble
from simulation.chats import Message
from simulation.courier import Webhook


class Taken(Protocol):
    """A message of the bot's that a provider took."""

    @property
    def id(self) -> str:
        """The provider's."""
        ...

    @property
    def to(self) -> str:
        """A phone as E.164, or a user id."""
        ...

    @property
    def part(self) -> Part:
        """What the person sees."""
        ...

    @property
    def is_template(self) -> bool:
        """Whether it may be sent at any time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a message that was taken did not arrive, in the provider's words."""

    code: int
    title: str
    details: str

    def __str__(self) -> str:
        """Say it in short."""
        return f"{self.code} {self.title}"


class Line(Protocol):
    """One provider: what it posts of what people do. What it answers to a bot is its server's.

    `webhook_url` is the bot's, `url` is where the bot finds the simulator.
    """

    channel: ChannelName
    webhook_url: str
    url: str

    def ids(self, own: str) -> tuple[str, str]:
        """Return the provider's id of a message that its sender calls `own`, and what the page knows it by."""
        ...

    def webhooks(self, written: Sequence[Message]) -> list[Webhook]:
        """Return what it posts of messages that come at once; nothing of what it does not deliver."""
        ...

    def status(self, sent: Taken, state: DeliveryState, failure: Failure | None) -> Webhook | None:
        """Return what it posts when a message gets that far; None when nobody asked."""
        ...

    def trouble(self, chosen: SendTrouble) -> Trouble | None:
        """Return what a call meets; None when it is taken all the same."""
        ...

    def failure(self, chosen: SendTrouble) -> Failure | None:
        """Return why a message that was taken does not arrive; None when it does."""
        ...
