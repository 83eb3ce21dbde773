"""From Twilio's status callback to `StatusUpdate`, and the address that it calls."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

from errors import BadRequestError
from messages import DeliveryState, StatusUpdate
from services.channels.storable import as_id, clean
from services.channels.twilio.forms import Form

PATH = "/webhook/twilio/status"
REPLY = "reply"
"""The query parameter in which our reply id travels."""

# What is not here (queued, accepted, scheduled, sending, …) says nothing that the send call has not said.
_STATES: dict[str, DeliveryState] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "undelivered": "failed",
}


def is_status(form: Form) -> bool:
    """Say whether the form is a status: only the message webhook has none."""
    return "MessageStatus" in form


def callback_address(public_url: str, reply_id: str) -> str:
    """Return the address at which Twilio shall tell what becomes of a reply."""
    return f"{public_url.rstrip('/')}{PATH}?{REPLY}={quote(reply_id, safe='')}"


def parse_statuses(form: Form, url: str) -> list[StatusUpdate]:
    """Read one status; none of the intermediate ones.

    Raises:
        BadRequestError: it names no message, or not so that its id can be kept, or no status.
    """
    message_id = as_id(form.get("MessageSid")) or as_id(form.get("SmsSid"))
    status = form.get("MessageStatus") or form.get("SmsStatus")
    if not message_id or not status:
        raise BadRequestError("the form is no status")
    if status not in _STATES:
        return []
    return [
        StatusUpdate(
            channel="twilio",
            provider_message_id=message_id,
            state=_STATES[status],
            reply_id=_reply_id(url),
            provider_code=form.get("ErrorCode") or None,
            detail=form.get("ErrorMessage") or form.get("ChannelStatusMessage") or None,
        )
    ]


def _reply_id(url: str) -> str | None:
    given = next(iter(parse_qs(urlsplit(url).query).get(REPLY, ())), None)
    return as_id(clean(given)) if given else None
