"""The simulator's channel: the browser and the terminal speak it. Replies are read from the outbox, not pushed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from errors import BadRequestError
from messages import ChannelName, Event, InboundKind, InboundMessage, Limits, OutgoingPart, WebhookRequest
from services.channels.phones import to_e164

_TAKEN = ("text", "action_id", "title", "reply_to")


class SimulatorChannel:
    """WhatsApp's limits without WhatsApp. Only served where the simulator is on, so there is nobody to verify."""

    name: ChannelName = "simulator"
    limits: Limits = Limits(
        text=4096,
        interactive_body=1024,
        buttons=3,
        button_title=20,
        rows=10,
        row_title=24,
        row_description=72,
        list_button=20,
        caption=1024,
    )

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

    async def close(self) -> None:
        """Hold nothing, close nothing."""


def _message(fields: dict[str, Any]) -> InboundMessage:
    sender = to_e164(str(fields.get("phone", "")))
    if sender is None:
        raise BadRequestError("`phone` is no phone number")
    if not isinstance(fields.get("id"), str) or not fields["id"]:
        raise BadRequestError("`id` is missing")
    content = {name: str(fields[name]).replace("\0", "") for name in _TAKEN if fields.get(name)}
    if not content.keys() & {"text", "action_id"}:
        raise BadRequestError("neither `text` nor `action_id`")
    kind: InboundKind = "button" if "action_id" in content else "text"
    return InboundMessage(
        channel="simulator",
        provider_message_id=f"sim.{fields['id'][:100]}",
        sender=sender,
        kind=kind,
        content={"kind": kind, **content},
        raw={},
    )
