"""Who hears what becomes of a bot's calls."""

from __future__ import annotations

from typing import Protocol, TypeVar

from simulation.calls import Call, Trouble

Sent_contra = TypeVar("Sent_contra", contravariant=True)


class Listener(Protocol[Sent_contra]):
    """What a provider's API tells, and asks, while it answers a bot."""

    def meets(self, endpoint: str) -> Trouble | None:
        """Return what a call of an endpoint meets; None lets it pass."""
        ...

    def knows(self, message_id: str) -> bool:
        """Say whether a person sent this message."""
        ...

    def took(self, sent: Sent_contra) -> None:
        """Hear of a message that was taken."""
        ...

    def was_read(self, message_id: str, *, typing: bool) -> None:
        """Hear that the bot has read a message, and perhaps that it is typing an answer."""
        ...

    def called(self, call: Call) -> None:
        """Hear of every call of the API for messages, once it is answered."""
        ...
