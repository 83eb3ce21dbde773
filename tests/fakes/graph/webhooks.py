"""What Meta posts to us: items of a webhook, the webhook around them, and its signature."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any
from uuid import uuid4

from tests.fakes.graph.account import BUSINESS_ACCOUNT, DISPLAY_NUMBER, PHONE_NUMBER_ID, SECRET

Item = dict[str, Any]

_seconds = count(1_790_000_000)


def text(who: str, body: str, **fields: Any) -> Item:
    """Return a text of `who`, a phone as E.164 or a user id; `fields` add to it or replace what it says."""
    return _message(who, "text", {"body": body}) | fields


def button(who: str, action_id: str, title: str, *, reply_to: str = "", **fields: Any) -> Item:
    """Return a tap on a button of the message `reply_to`."""
    reply = {"type": "button_reply", "button_reply": {"id": action_id, "title": title}}
    return _message(who, "interactive", reply) | _replied(reply_to) | fields


def list_pick(who: str, action_id: str, title: str, *, reply_to: str = "", **fields: Any) -> Item:
    """Return a tap on a row of the list `reply_to`."""
    reply = {"type": "list_reply", "list_reply": {"id": action_id, "title": title}}
    return _message(who, "interactive", reply) | _replied(reply_to) | fields


def media(who: str, kind: str = "image", *, mime_type: str = "image/jpeg", **file: Any) -> Item:
    """Return a file; `file` holds its `caption`, `filename`, `voice`, and an `id` if it matters."""
    number = str(uuid4().int)[:15]
    return _message(who, kind, {"id": number, "mime_type": mime_type, "sha256": "hLDTZ0p=", **file})


def status(wamid: str, state: str, *, reply_id: str = "", code: int | None = None, **fields: Any) -> Item:
    """Return a status of a message that we sent; `code` is the reason of a failure."""
    item = {"id": wamid, "status": state, "timestamp": str(next(_seconds)), "recipient_id": "33600000001"}
    errors = {"errors": [{"code": code, "title": f"Error {code}"}]} if code else {}
    tracked = {"biz_opaque_callback_data": reply_id} if reply_id else {}
    return item | tracked | errors | fields


def webhook(
    messages: Sequence[Item] = (), *, statuses: Sequence[Item] = (), contacts: Sequence[Item] | None = None
) -> dict[str, Any]:
    """Return one webhook with these items; without `contacts`, with the ones that belong to its messages."""
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": DISPLAY_NUMBER, "phone_number_id": PHONE_NUMBER_ID},
    }
    if messages:
        value |= {"contacts": list(_contacts(messages) if contacts is None else contacts), "messages": list(messages)}
    if statuses:
        value["statuses"] = list(statuses)
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": BUSINESS_ACCOUNT, "changes": [change]}]}


def sign(body: bytes, secret: str = SECRET) -> str:
    """Return the value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def signed(content: Mapping[str, Any] | bytes, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the POST that Meta makes of a webhook."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return body, {"X-Hub-Signature-256": sign(body, secret), "Content-Type": "application/json"}


def _message(who: str, kind: str, said: Item) -> Item:
    head = {"id": f"wamid.{uuid4().hex}", "timestamp": str(next(_seconds)), "type": kind}
    return _names(who) | head | {kind: said}


def _names(who: str) -> Item:
    if not who.startswith("+"):
        return {"from_user_id": who}
    return {"from": who[1:], "from_user_id": f"FR.{who[1:]}"}


def _contacts(messages: Sequence[Item]) -> list[Item]:
    """Return one contact per person."""
    people = {message.get("from_user_id"): message for message in messages}
    return [_contact(user_id, message.get("from")) for user_id, message in people.items()]


def _contact(user_id: str | None, phone: str | None) -> Item:
    names = {"wa_id": phone, "user_id": user_id}
    return {"profile": {"name": "Test"}} | {name: value for name, value in names.items() if value}


def _replied(wamid: str) -> Item:
    return {"context": {"from": DISPLAY_NUMBER, "id": wamid}} if wamid else {}
