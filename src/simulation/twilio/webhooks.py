"""What Twilio posts to a bot: forms, and their signature."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha1
from urllib.parse import urlencode
from uuid import uuid4

from simulation.accounts import TwilioAccount

Form = dict[str, str]


def text(account: TwilioAccount, who: str, body: str, **fields: str) -> Form:
    """Return the form of a text of `who`, a phone as E.164 or a user id; `fields` add to it or replace what it says."""
    sid = fields.get("MessageSid") or f"SM{uuid4().hex}"
    return {
        "SmsMessageSid": sid, "NumMedia": "0", "ProfileName": "Test", "MessageType": "text", "SmsSid": sid,
        **_names(who), "SmsStatus": "received", "Body": body, "To": f"whatsapp:{account.number}",
        "NumSegments": "1", "ReferralNumMedia": "0", "MessageSid": sid, "AccountSid": account.sid,
        "From": f"whatsapp:{who}", "ApiVersion": "2010-04-01",
    } | fields  # fmt: skip


def button(account: TwilioAccount, who: str, payload: str, title: str, **fields: str) -> Form:
    """Return the form of a tap on a quick reply."""
    tapped = {"MessageType": "button", "ButtonPayload": payload, "ButtonText": title}
    return text(account, who, title, **(tapped | fields))


def list_pick(account: TwilioAccount, who: str, row: str, title: str, **fields: str) -> Form:
    """Return the form of a tap on a row of a list."""
    tapped = {"MessageType": "interactive", "ListId": row, "ListTitle": title}
    return text(account, who, row, **(tapped | fields))


def media(account: TwilioAccount, who: str, *attachments: tuple[str, str], caption: str = "", **fields: str) -> Form:
    """Return the form of attachments, each (url, mime type)."""
    numbered = {f"MediaUrl{number}": url for number, (url, _) in enumerate(attachments)}
    numbered |= {f"MediaContentType{number}": mime for number, (_, mime) in enumerate(attachments)}
    return text(account, who, caption, **(numbered | {"NumMedia": str(len(attachments))} | fields))


def status(account: TwilioAccount, sid: str, state: str, **fields: str) -> Form:
    """Return the form of a status callback."""
    return {
        "MessageSid": sid, "SmsSid": sid, "MessageStatus": state, "SmsStatus": state, "AccountSid": account.sid,
        "From": f"whatsapp:{account.number}", "ApiVersion": "2010-04-01",
    } | fields  # fmt: skip


def replied(sid: str, account: TwilioAccount) -> Form:
    """Return the fields of a form that quotes or answers a message."""
    sender = {"OriginalRepliedMessageSender": f"whatsapp:{account.number}"}
    return {"OriginalRepliedMessageSid": sid} | sender if sid else {}


def sign(form: Mapping[str, str], url: str, token: str) -> str:
    """Return the value of X-Twilio-Signature: SHA-1 is Twilio's choice."""
    signed_text = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(hmac.new(token.encode(), signed_text.encode(), sha1).digest()).decode()


def signed(form: Mapping[str, str], url: str, token: str) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the POST that Twilio makes of a form."""
    headers = {"X-Twilio-Signature": sign(form, url, token), "Content-Type": "application/x-www-form-urlencoded"}
    return urlencode(form).encode(), headers


def _names(who: str) -> Form:
    return {"WaId": who.lstrip("+")} if who.startswith("+") else {"ExternalUserId": who}
