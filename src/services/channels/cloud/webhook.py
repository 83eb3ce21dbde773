"""From Meta's webhook to events: every entry, every change, every message and every status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from events import Event as LogEvent
from events import log
from messages import Event, InboundMessage
from services.channels.cloud.fields import OBJECT, Json, each, find, narrow, read_object, word
from services.channels.cloud.inbound import parse_message
from services.channels.cloud.senders import find_sender
from services.channels.cloud.statuses import parse_status

_OBJECT = "whatsapp_business_account"
_FIELD = "messages"


def parse_webhook(body: bytes) -> list[Event]:
    """Read a whole webhook; what is about something else than messages gives no event.

    Raises:
        BadRequestError: it is no JSON object.
    """
    return [event for value in _values(read_object(body)) for event in _events(value)]


def _values(root: Json) -> Iterator[Any]:
    if root.get("object", _OBJECT) != _OBJECT:
        return
    for entry in each(root, "entry"):
        for change in each(entry, "changes"):
            if (find(change, "field", object) or _FIELD) == _FIELD:
                yield find(change, "value", OBJECT)


def _events(value: Any) -> Iterator[Event]:
    contacts = each(value, "contacts")
    messages = (_message(item, contacts) for item in each(value, "messages"))
    statuses = (parse_status(item) for item in each(value, "statuses"))
    yield from (event for event in (*messages, *statuses) if event)


def _message(item: Any, contacts: Sequence[Any]) -> InboundMessage | None:
    """Read one message; what nobody wrote has no lane to wait in, so it is named in the log and left out."""
    fields = narrow(item, OBJECT)
    sender = find_sender(fields, contacts) if fields else None
    if not fields or not sender:
        log(LogEvent.MESSAGE_SKIPPED, reason="it names no sender", message_id=word(item, "id"), channel="cloud")
        return None
    return parse_message(fields, sender)
