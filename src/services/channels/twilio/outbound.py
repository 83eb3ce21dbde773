"""From a part to the fields of the Messages API."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from messages import OutgoingPart, Part
from services.channels.limits import WHATSAPP
from services.channels.rendering import numbered
from services.channels.twilio.statuses import callback_address

LIMITS = replace(WHATSAPP, text=1600)


def address_fields(outgoing: OutgoingPart, number: str, public_url: str | None) -> dict[str, str]:
    """Return who gets it, from whom, and where Twilio tells what became of it."""
    fields = {"From": _address(number), "To": _address(outgoing.recipient)}
    if public_url:
        fields["StatusCallback"] = callback_address(public_url, outgoing.reply_id)
    return fields


def plain_fields(part: Part) -> dict[str, str]:
    """Return the words of a text, the link and the caption of a medium, or the content that is an approved template."""
    if part.template:
        return {"ContentSid": part.template} | _variables(part.parameters)
    fields = {"MediaUrl": part.media.url} if part.media else {}
    return fields | {"Body": part.text} if part.text else fields


def _variables(values: Sequence[str]) -> dict[str, str]:
    numbered_values = {str(place): value for place, value in enumerate(values, 1)}
    return {"ContentVariables": json.dumps(numbered_values, ensure_ascii=False)} if values else {}


def numbered_fields(part: Part) -> dict[str, str]:
    """Return an interactive part as text, its options numbered."""
    return {"Body": numbered(part, LIMITS.text)}


def _address(recipient: str) -> str:
    return recipient if recipient.startswith("whatsapp:") else f"whatsapp:{recipient}"
