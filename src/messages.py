"""The channel-neutral values that travel between a channel and the rest: what came in, what goes out.

Inbound: a channel parses a webhook into `InboundMessage` and `StatusUpdate` events.
Outbound: the pipeline composes `Part`s within the channel's `Limits`; a channel sends an `OutgoingPart`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from tolerant_reader import read

ChannelName = Literal["cloud", "twilio", "simulator"]

InboundKind = Literal[
    "text", "button", "image", "video", "audio", "voice", "document", "sticker", "location", "contacts", "reaction",
    "order", "flow", "system", "edit", "revoke", "unsupported",
]  # fmt: skip

MediaKind = Literal["image", "video", "audio", "document"]

DeliveryState = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRequest:
    """One HTTP request as a channel needs it to verify and parse it.

    `url` is the address as the provider called it (scheme, host, path, query); `headers` are case-insensitive.
    """

    body: bytes
    headers: Mapping[str, str]
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """One message of one person, as `inbox` stores it (contract §5).

    `sender` is the phone as E.164 when it is known, else the business-scoped user id.
    `user_id` is another address of the same person: their user id, or else the number that they changed to.
    `content` is the channel-neutral message with its `kind`; `raw` is the provider's own item, untouched.
    `provider_time` is None when the provider gave none or a bad one; `received_at` is None for one that comes just now.
    """

    channel: ChannelName
    provider_message_id: str
    sender: str
    kind: InboundKind
    content: dict[str, Any]
    raw: dict[str, Any]
    user_id: str | None = None
    provider_time: datetime | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUpdate:
    """What a provider says happened to a part that we sent.

    `reply_id` is our own outbox reference when the provider gave it back; `detail` is a short reason of a failure.
    """

    channel: ChannelName
    provider_message_id: str
    state: DeliveryState
    reply_id: str | None = None
    occurred_at: datetime | None = None
    provider_code: str | None = None
    detail: str | None = None


Event = InboundMessage | StatusUpdate


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something to tap: `id` comes back in the tap, `title` is what the person sees, never cut before rendering."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file to send by link. `url` is fetched by the provider, never by us; `kind` is how WhatsApp shows it."""

    kind: MediaKind
    url: str
    mime_type: str = ""
    filename: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of what a channel takes, in characters (grapheme clusters for cutting) and rows."""

    text: int
    interactive_body: int
    buttons: int
    button_title: int
    rows: int
    row_title: int
    row_description: int
    list_button: int
    caption: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message to the person, already within the channel's limits.

    `kind` is `text`, `buttons` (≤ `Limits.buttons` options), `list` (≤ `Limits.rows` options), `media` or `template`.
    `list_button` is the label that opens the list; `options` of a `text` part are those that its text numbers;
    `text` of a `media` part is its caption.
    `template` is what the provider knows an approved template by, in its `language` (one of ours), with `parameters` in
    its places, in order: the only kind that may be sent when a person has not written for 24 hours.
    """

    kind: Literal["text", "buttons", "list", "media", "template"]
    text: str = ""
    options: tuple[Option, ...] = ()
    list_button: str = ""
    media: Media | None = None
    template: str = ""
    language: str = ""
    parameters: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the form in which the outbox stores a part."""
        return asdict(self)

    @classmethod
    def from_json(cls, payload: Mapping[str, Any]) -> Part:
        """Read a part as the outbox stores it, or as next_reply hands a template out: what is missing is empty."""
        media = payload.get("media")
        inside: dict[str, Any] = {
            "options": tuple(read(Option, option) for option in payload.get("options", ())),
            "media": read(Media, media) if media else None,
            "parameters": tuple(payload.get("parameters", ())),
        }
        return read(cls, {**payload, **inside})


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingPart:
    """A part that is due, with its address and the id by which a status finds it again.

    `reply_id` is opaque, at most 100 ASCII characters.
    """

    reply_id: str
    recipient: str
    part: Part
