"""The simulator's channel: the browser and the terminal speak it. Replies are read from the outbox, not pushed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from errors import BadRequestError, MediaRefusedError
from messages import ChannelName, Event, InboundKind, InboundMessage, Limits, OutgoingPart, WebhookRequest
from services.channels.limits import WHATSAPP
from services.channels.phones import to_e164
from services.channels.storable import as_id, clean, own_id
from services.media.values import MediaHead, MediaReference, MediaSink

_TAKEN = ("text", "action_id", "title")


class SimulatorChannel:
    """WhatsApp's limits without WhatsApp. Only served where the simulator is on, so there is nobody to verify."""

    name: ChannelName = "simulator"
    limits: Limits = WHATSAPP

    def verify(self, request: WebhookRequest) -> None:
        """Take JSON only: another site's page cannot post that without being asked.

        Raises:
            BadRequestError: another content type.
        """
        if not request.headers.get("Content-Type", "").startswith("application/json"):
            raise BadRequestError("the simulator takes application/json")

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """Read `{"id", "phone", "text"}` or `{"id", "phone", "action_id", "title", "reply_to"}`.

        Raises:
            BadRequestError: no JSON, no id, no phone, or nothing said.
        """
        try:
            said: Any = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            raise BadRequestError("the body is no JSON") from None
        if not isinstance(said, dict):
            raise BadRequestError("the body is no JSON object")
        fields: dict[str, Any] = {str(name): value for name, value in said.items()}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        return [_message(fields)]

    async def send(self, outgoing: OutgoingPart) -> str:
        """Take everything: the chat shows what the outbox says was sent."""
        return f"sim.{outgoing.reply_id}"

    async def show_typing(self, message_id: str) -> bool:  # noqa: ARG002 - as the Protocol has it
        """Show nothing: answers come at once."""
        return False

    async def fetch_media(self, media: MediaReference, sink: MediaSink) -> MediaHead:  # noqa: ARG002 - as the Protocol has it
        """Have none.

        Raises:
            MediaRefusedError: always.
        """
        raise MediaRefusedError("the simulator keeps no files")

    async def close(self) -> None:
        """Hold nothing, close nothing."""


def _message(fields: dict[str, Any]) -> InboundMessage:
    sender = to_e164(str(fields.get("phone", "")))
    if sender is None:
        raise BadRequestError("`phone` is no phone number")
    content = _content(fields)
    if not content.keys() & {"text", "action_id"}:
        raise BadRequestError("neither `text` nor `action_id`")
    kind: InboundKind = "button" if "action_id" in content else "text"
    return InboundMessage(
        channel="simulator",
        provider_message_id=_message_id(fields.get("id")),
        sender=sender,
        kind=kind,
        content={"kind": kind, **content},
        raw={},
    )


def _message_id(given: Any) -> str:
    """Return the page's own id, or one of ours in place of an overlong one."""
    cleaned = clean(given).strip() if isinstance(given, str) else ""
    if not cleaned:
        raise BadRequestError("`id` is missing")
    return f"sim.{as_id(cleaned) or own_id('id', cleaned)}"


def _content(fields: dict[str, Any]) -> dict[str, str]:
    said = {name: clean(str(fields[name])) for name in _TAKEN if fields.get(name)}
    said["reply_to"] = as_id(clean(str(fields.get("reply_to") or ""))) or ""
    return {name: value for name, value in said.items() if value}
