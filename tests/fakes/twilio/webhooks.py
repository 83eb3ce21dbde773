"""What Twilio posts to us. Signatures are made by Twilio's own package, never by code of ours."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import uuid4

from multidict import MultiDict
from twilio.request_validator import RequestValidator

from tests.fakes.twilio.account import ACCOUNT, NUMBER, TOKEN

ORACLE = RequestValidator(TOKEN)
"""Twilio's own judge of signatures."""


def signed(form: Mapping[str, str], url: str, token: str = TOKEN) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the POST that Twilio makes of a form."""
    signature: str = RequestValidator(token).compute_signature(url, MultiDict(form))
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return urlencode(form).encode(), headers


def text(phone: str, body: str, **fields: str) -> dict[str, str]:
    """Return the form of a text; `fields` add to it or replace what it says."""
    sid = f"SM{uuid4().hex}"
    return {
        "SmsMessageSid": sid, "NumMedia": "0", "ProfileName": "Test", "MessageType": "text", "SmsSid": sid,
        "WaId": phone.lstrip("+"), "SmsStatus": "received", "Body": body, "To": f"whatsapp:{NUMBER}",
        "NumSegments": "1", "ReferralNumMedia": "0", "MessageSid": sid, "AccountSid": ACCOUNT,
        "From": f"whatsapp:{phone}", "ApiVersion": "2010-04-01",
    } | fields  # fmt: skip


def button(phone: str, payload: str, title: str, *, reply_to: str = "", **fields: str) -> dict[str, str]:
    """Return the form of a tap on a quick reply of the message `reply_to`."""
    tapped = {"MessageType": "button", "ButtonPayload": payload, "ButtonText": title} | _replied(reply_to)
    return text(phone, title, **(tapped | fields))


def list_pick(phone: str, row: str, title: str, *, reply_to: str = "", **fields: str) -> dict[str, str]:
    """Return the form of a tap on a row of the list `reply_to`."""
    tapped = {"MessageType": "interactive", "ListId": row, "ListTitle": title} | _replied(reply_to)
    return text(phone, row, **(tapped | fields))


def media(phone: str, *attachments: tuple[str, str], caption: str = "", **fields: str) -> dict[str, str]:
    """Return the form of attachments, each (url, mime type)."""
    numbered = {f"MediaUrl{number}": url for number, (url, _) in enumerate(attachments)}
    numbered |= {f"MediaContentType{number}": mime for number, (_, mime) in enumerate(attachments)}
    return text(phone, caption, **(numbered | {"NumMedia": str(len(attachments))} | fields))


def status(sid: str, state: str, **fields: str) -> dict[str, str]:
    """Return the form of a status callback."""
    return {
        "MessageSid": sid, "SmsSid": sid, "MessageStatus": state, "SmsStatus": state, "AccountSid": ACCOUNT,
        "From": f"whatsapp:{NUMBER}", "ApiVersion": "2010-04-01",
    } | fields  # fmt: skip


def _replied(sid: str) -> dict[str, str]:
    return {"OriginalRepliedMessageSid": sid, "OriginalRepliedMessageSender": f"whatsapp:{NUMBER}"} if sid else {}
