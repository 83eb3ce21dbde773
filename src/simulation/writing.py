"""Reads what the page posts: as relais' own simulator does, and through which provider it is meant to go."""

from __future__ import annotations

from typing import Any

import orjson

from errors import BadRequestError
from messages import InboundMessage
from services.channels.cloud.fields import OBJECT, Json, each, find, narrow, read_object
from services.channels.simulator.inbound import parse_messages
from simulation.files import Files
from simulation.network import TWILIO_PREFIX


def read_written(body: bytes, files: Files) -> list[tuple[str, InboundMessage]]:
    """Read one message or `{"messages": […]}`, each with the address that the page writes from.

    Raises:
        BadRequestError: what cannot be read, or names a file that nobody handed over.
    """
    root = read_object(body)
    batch = each(root, "messages") if "messages" in root else [root]
    messages = parse_messages(orjson.dumps({"messages": [_bare(said) for said in batch]}))
    for message in messages:
        if any(files.find(file["id"]) is None for file in message.content.get("media", ())):
            raise BadRequestError("there is no such file, or no longer")
    return [(_prefix(said) + message.sender, message) for said, message in zip(batch, messages, strict=True)]


def _bare(said: Any) -> Json:
    """Return a message without the provider in its addresses."""
    fields = narrow(said, OBJECT) or {}
    addresses = {name: find(fields, name, str) for name in ("phone", "user_id")}
    return fields | {name: text.removeprefix(TWILIO_PREFIX) for name, text in addresses.items() if text}


def _prefix(said: Any) -> str:
    return TWILIO_PREFIX if (find(said, "phone", str) or "").startswith(TWILIO_PREFIX) else ""
