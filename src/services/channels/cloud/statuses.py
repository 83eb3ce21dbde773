"""From one item of Meta's `statuses` to `StatusUpdate`."""

from __future__ import annotations

from typing import Any

from messages import DeliveryState, StatusUpdate
from services.channels.cloud.fields import each, find, moment, word

_STATES: dict[str, DeliveryState] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}


def parse_status(item: Any) -> StatusUpdate | None:
    """Read one status; None when it names no message, or a state that we do not know."""
    message_id, state = word(item, "id"), _STATES.get(word(item, "status") or "")
    if message_id is None or state is None:
        return None
    error = next(iter(each(item, "errors")), None)
    return StatusUpdate(
        channel="cloud",
        provider_message_id=message_id,
        state=state,
        reply_id=word(item, "biz_opaque_callback_data"),
        occurred_at=moment(item, "timestamp"),
        provider_code=word(error, "code"),
        detail=find(error, "title", str) or find(error, "message", str),
    )
