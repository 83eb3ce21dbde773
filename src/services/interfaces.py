"""What relais needs from the outside, one Protocol per thing. Real and fake follow the same one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from messages import ChannelName, Event, Limits, OutgoingPart, WebhookRequest


class Database(Protocol):
    """A way to call an SQL function by name, with named arguments.

    Arguments are JSON-able values; a `dict` or `list` argument arrives as jsonb (or as an array where the function
    takes one). Errors: every `errors.DatabaseError`.
    """

    async def value(self, function: str, **arguments: Any) -> Any:
        """Call a function that returns one value; jsonb comes back parsed."""
        ...

    async def rows(self, function: str, **arguments: Any) -> list[dict[str, Any]]:
        """Call a function that returns rows."""
        ...

    async def close(self) -> None:
        """Give every connection back."""
        ...


class WakeUps(Protocol):
    """Tells whoever waits that something is due, in this process and in others. A lost ring costs one poll."""

    def ring(self, topic: str) -> None:
        """Say that `topic` (`turns` or `replies`) has something due now; returns at once."""
        ...

    def ring_here(self, topic: str) -> None:
        """Say so in this process only."""
        ...

    @property
    def poll_seconds(self) -> float:
        """How many seconds to trust the silence."""
        ...

    async def wait(self, topic: str, timeout: float) -> None:
        """Return after a ring of `topic`, or after `timeout` seconds."""
        ...


class ContentCache(Protocol):
    """Remembers what was once created at a provider, by a hash of what it says; shared by every worker."""

    async def find(self, key: str) -> str | None:
        """Return the provider's id for `key`, or None."""
        ...

    async def save(self, key: str, provider_id: str) -> None:
        """Remember the provider's id for `key`; saving twice is harmless."""
        ...

    async def forget(self, key: str) -> None:
        """Let go of what the provider no longer has; forgetting twice is harmless."""
        ...


class Channel(Protocol):
    """One provider, both directions: verify, parse, send."""

    name: ChannelName
    limits: Limits

    def verify(self, request: WebhookRequest) -> None:
        """Check the signature over the raw bytes, before anything is parsed.

        Raises:
            errors.BadSignatureError: missing or wrong.
        """
        ...

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """Turn a verified webhook into events; one bad item becomes `unsupported` and harms no other.

        Raises:
            errors.BadRequestError: the body as a whole cannot be read.
        """
        ...

    async def send(self, outgoing: OutgoingPart) -> str:
        """Hand one part to the provider and return the provider's id for it.

        Raises:
            errors.SendDeferredError: not now.
            errors.SendUnknownError: the result is not known.
            errors.SendRefusedError: never.
        """
        ...

    async def show_typing(self, message_id: str) -> bool:
        """Mark a message as read and show that an answer is on its way; say whether it worked. Raises nothing."""
        ...

    async def close(self) -> None:
        """Give every connection back."""
        ...
