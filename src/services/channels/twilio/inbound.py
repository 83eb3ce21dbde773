"""From Twilio's form of one message to the channel-neutral message (contract §5).

Twilio delivers no reactions, orders, edits or deletions, and no time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from action_ids import parse_action_id
from errors import BadRequestError
from messages import InboundKind, InboundMessage
from services.channels.phones import to_e164
from services.channels.storable import as_id, own_id
from services.channels.twilio.forms import Form
from services.channels.user_ids import is_user_id

Content = dict[str, Any]

_MESSAGE_IDS = ("MessageSid", "SmsMessageSid", "SmsSid")
_LONGEST_ADDRESS = 160
"""Characters; a user id is the longest of all."""
_MEDIA_URL = re.compile(r"MediaUrl([0-9]{1,3})")
_MEDIA_ID = re.compile(r"/Media/(ME[0-9a-fA-F]{32})(?=$|[/?#])")
_REFERRAL = re.compile(r"Referral(?!NumMedia$)(\w+)")
_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")

# The first that the mime type starts with; anything else is a document.
_KINDS: tuple[tuple[str, InboundKind], ...] = (
    ("image/webp", "sticker"),
    ("audio/ogg", "voice"),
    ("text/vcard", "contacts"),
    ("text/x-vcard", "contacts"),
    ("image/", "image"),
    ("video/", "video"),
    ("audio/", "audio"),
)


def parse_message(form: Form) -> InboundMessage:
    """Read one message.

    Raises:
        BadRequestError: nobody sent it, or nobody who could be answered, so it is no message of Twilio's.
    """
    user_id = _user_id(form)
    content = _content(form) | _about(form, user_id)
    return InboundMessage(
        channel="twilio",
        provider_message_id=_message_id(form),
        sender=_sender(form, user_id),
        kind=content["kind"],
        content=content,
        raw=dict(form),
        user_id=user_id,
    )


def _message_id(form: Form) -> str:
    """Return Twilio's id, or else one of our own that the same form gets again when it comes again."""
    given = filter(None, (as_id(form.get(name)) for name in _MESSAGE_IDS))
    return next(given, None) or own_id("form", sorted(form.items()))


def _user_id(form: Form) -> str | None:
    address = _bare(form.get("From", ""))
    return _bare(form.get("ExternalUserId", "")) or (address if is_user_id(address) else None)


def _sender(form: Form, user_id: str | None) -> str:
    address = _bare(form.get("From", ""))
    phones = (to_e164(one) for one in (address, form.get("WaId", "")))
    sender = next((phone for phone in phones if phone), None) or user_id or address
    if not sender:
        raise BadRequestError("the form names no sender")
    return sender


def _bare(address: str) -> str:
    """Return an address without its channel; one that is longer than any is none."""
    return as_id(address.removeprefix("whatsapp:"), _LONGEST_ADDRESS) or ""


def _content(form: Form) -> Content:
    """Return what the first reader that recognises the form makes of it."""
    found = (content for reader in _READERS if (content := reader(form)))
    return next(found, {"kind": "unsupported"})


def _about(form: Form, user_id: str | None) -> Content:
    """Return what can come with a message of any kind."""
    forwarded = "true" in {form.get("Forwarded"), form.get("FrequentlyForwarded")}
    about = {
        "reply_to": as_id(form.get("OriginalRepliedMessageSid")),
        "forwarded": forwarded,
        "referral": _referral(form),
        "profile_name": form.get("ProfileName"),
        "user_id": user_id,
    }
    return {name: value for name, value in about.items() if value}


def _referral(form: Form) -> dict[str, str]:
    named = ((_REFERRAL.fullmatch(name), value) for name, value in form.items() if value)
    return {_INNER_CAPITAL.sub("_", match[1]).lower(): value for match, value in named if match}


def _quick_reply(form: Form) -> Content | None:
    return _tap(form.get("ButtonPayload") or form.get("ButtonText"), form.get("ButtonText"))


def _list_row(form: Form) -> Content | None:
    return _tap(form.get("ListId"), form.get("ListTitle"))


def _typed_action(form: Form) -> Content | None:
    """Recognise the tap on a row that came as nothing but its id."""
    body = form.get("Body", "")
    return _tap(body, None) if parse_action_id(body) else None


def _tap(action_id: str | None, title: str | None) -> Content | None:
    if not action_id:
        return None
    return {"kind": "button", "action_id": action_id} | ({"title": title} if title else {})


def _media(form: Form) -> Content | None:
    numbers = sorted(int(match[1]) for name in form if form[name] and (match := _MEDIA_URL.fullmatch(name)))
    if not numbers:
        return None
    media = [_attachment(form, number) for number in numbers]
    if form.get("Body"):
        media[0]["caption"] = form["Body"]
    return {"kind": _kind(media[0]["mime_type"]), "media": media}


def _attachment(form: Form, number: int) -> Content:
    url = form[f"MediaUrl{number}"]
    mime_type = form.get(f"MediaContentType{number}") or "application/octet-stream"
    attachment: Content = {"url": url, "mime_type": mime_type}
    if media_id := _MEDIA_ID.search(url):
        attachment["id"] = media_id[1]
    if _kind(mime_type) == "voice":
        attachment["voice"] = True
    return attachment


def _kind(mime_type: str) -> InboundKind:
    for start, kind in _KINDS:
        if mime_type.lower().startswith(start):
            return kind
    return "document"


def _location(form: Form) -> Content | None:
    latitude, longitude = _coordinate(form.get("Latitude")), _coordinate(form.get("Longitude"))
    if latitude is None or longitude is None:
        return None
    names = {"name": form.get("Label"), "address": form.get("Address")}
    location = {"latitude": latitude, "longitude": longitude} | {key: name for key, name in names.items() if name}
    return {"kind": "location", "location": location}


def _coordinate(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _flow(form: Form) -> Content | None:
    data = form.get("InteractiveData")
    if not data:
        return None
    return {"kind": "flow", "flow": {"response_json": data}}


def _text(form: Form) -> Content | None:
    return {"kind": "text", "text": form["Body"]} if form.get("Body", "").strip() else None


_READERS: tuple[Callable[[Form], Content | None], ...] = (
    _quick_reply,
    _list_row,
    _media,
    _location,
    _flow,
    _typed_action,
    _text,
)
