"""What Meta posts to a bot: items of a webhook, the webhook around them, and its signature."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from simulation.accounts import CloudAccount
from simulation.people import user_id_of

Item = dict[str, Any]


def text(who: str, body: str, **fields: Any) -> Item:
    """Return a text of `who`, a phone as E.164 or a user id; `fields` add to it or replace what it says."""
    return message(who, "text", {"body": body}) | fields


def button(who: str, action_id: str, title: str, **fields: Any) -> Item:
    """Return a tap on a button."""
    return message(who, "interactive", _reply("button_reply", action_id, title)) | fields


def list_pick(who: str, action_id: str, title: str, **fields: Any) -> Item:
    """Return a tap on a row of a list."""
    return message(who, "interactive", _reply("list_reply", action_id, title)) | fields


def quick_reply(who: str, payload: str, title: str, **fields: Any) -> Item:
    """Return a tap on a button of a template."""
    return message(who, "button", {"payload": payload, "text": title}) | fields


def media(who: str, kind: str = "image", *, mime_type: str = "image/jpeg", **file: Any) -> Item:
    """Return a file; `file` holds its `caption`, `filename`, `voice`, and an `id` if it matters."""
    number = str(uuid4().int)[:15]
    return message(who, kind, {"id": number, "mime_type": mime_type, "sha256": "hLDTZ0p=", **file})


def message(who: str, kind: str, said: Any) -> Item:
    """Return a message of any kind."""
    head = {"id": f"wamid.{uuid4().hex}", "timestamp": str(int(time.time())), "type": kind}
    return _names(who) | head | {kind: said}


def replied(message_id: str, account: CloudAccount) -> Item:
    """Return the fields of an item that quotes or answers a message."""
    return {"context": {"from": account.display_number, "id": message_id}} if message_id else {}


def status(
    wamid: str, state: str, *, to: str = "+33600000001", reply_id: str = "", error: Item | None = None, **fields: Any
) -> Item:
    """Return a status of a message that the bot sent; `error` is the reason of a failure."""
    item = {"id": wamid, "status": state, "timestamp": str(int(time.time())), "recipient_id": to.removeprefix("+")}
    tracked = {"biz_opaque_callback_data": reply_id} if reply_id else {}
    return item | tracked | ({"errors": [error]} if error else {}) | fields


def webhook(
    account: CloudAccount,
    messages: Sequence[Item] = (),
    *,
    statuses: Sequence[Item] = (),
    contacts: Sequence[Item] | None = None,
    names: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return one webhook with these items.

    Without `contacts`, with the ones that belong to its messages; `names` are their names by phone or user id.
    """
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": account.display_number, "phone_number_id": account.phone_number_id},
    }
    if messages:
        known = _contacts(messages, names or {}) if contacts is None else contacts
        value |= {"contacts": list(known), "messages": list(messages)}
    if statuses:
        value["statuses"] = list(statuses)
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": account.business_account, "changes": [change]}]}


def sign(body: bytes, secret: str) -> str:
    """Return the value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def signed(content: Mapping[str, Any] | bytes, secret: str) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the POST that Meta makes of a webhook."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()  # Meta escapes what is not ASCII
    return body, {"X-Hub-Signature-256": sign(body, secret), "Content-Type": "application/json"}


def _reply(kind: str, action_id: str, title: str) -> Item:
    return {"type": kind, kind: {"id": action_id, "title": title}}


def _names(who: str) -> Item:
    if not who.startswith("+"):
        return {"from_user_id": who}
    return {"from": who[1:], "from_user_id": user_id_of(who)}


def _contacts(messages: Sequence[Item], names: Mapping[str, str]) -> list[Item]:
    """Return one contact per person."""
    people = {message.get("from_user_id"): message.get("from") for message in messages}
    return [_contact(user_id, phone, names) for user_id, phone in people.items()]


def _contact(user_id: str | None, phone: str | None, names: Mapping[str, str]) -> Item:
    given = {"wa_id": phone, "user_id": user_id}
    name = names.get(f"+{phone}") or names.get(str(user_id)) or "Test"
    return {"profile": {"name": name}} | {key: value for key, value in given.items() if value}
