"""What Meta posts to us: the simulator's webhooks, of the tests' account and on a clock of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from simulation.graph import webhooks
from simulation.graph.webhooks import Item
from tests.fakes.graph.account import ACCOUNT, SECRET

__all__ = ["Item", "button", "list_pick", "media", "sign", "signed", "status", "text", "webhook"]

_seconds = count(1_790_000_000)


def text(who: str, body: str, **fields: Any) -> Item:
    """Return a text of `who`, a phone as E.164 or a user id; `fields` add to it or replace what it says."""
    return webhooks.text(who, body, **_at(fields))


def button(who: str, action_id: str, title: str, *, reply_to: str = "", **fields: Any) -> Item:
    """Return a tap on a button of the message `reply_to`."""
    return webhooks.button(who, action_id, title, **_at(webhooks.replied(reply_to, ACCOUNT) | fields))


def list_pick(who: str, action_id: str, title: str, *, reply_to: str = "", **fields: Any) -> Item:
    """Return a tap on a row of the list `reply_to`."""
    return webhooks.list_pick(who, action_id, title, **_at(webhooks.replied(reply_to, ACCOUNT) | fields))


def media(who: str, kind: str = "image", *, mime_type: str = "image/jpeg", **file: Any) -> Item:
    """Return a file; `file` holds its `caption`, `filename`, `voice`, and an `id` if it matters."""
    return webhooks.media(who, kind, mime_type=mime_type, **file) | _at({})


def status(wamid: str, state: str, *, reply_id: str = "", code: int | None = None, **fields: Any) -> Item:
    """Return a status of a message that we sent; `code` is the reason of a failure."""
    error = {"code": code, "title": f"Error {code}"} if code else None
    return webhooks.status(wamid, state, reply_id=reply_id, error=error, **_at(fields))


def webhook(
    messages: Sequence[Item] = (), *, statuses: Sequence[Item] = (), contacts: Sequence[Item] | None = None
) -> dict[str, Any]:
    """Return one webhook with these items; without `contacts`, with the ones that belong to its messages."""
    return webhooks.webhook(ACCOUNT, messages, statuses=statuses, contacts=contacts)


def sign(body: bytes, secret: str = SECRET) -> str:
    """Return the value of X-Hub-Signature-256."""
    return webhooks.sign(body, secret)


def signed(content: Mapping[str, Any] | bytes, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the POST that Meta makes of a webhook."""
    return webhooks.signed(content, secret)


def _at(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Let time go on by a second from one item to the next: Meta's have no finer steps."""
    return {"timestamp": str(next(_seconds)), **fields}
