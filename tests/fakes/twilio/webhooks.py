"""What Twilio posts to us: the simulator's forms, of the tests' account.

Signatures are made by Twilio's own package, never by code of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from multidict import MultiDict
from twilio.request_validator import RequestValidator

from simulation.twilio import webhooks
from tests.fakes.twilio.account import TEST_ACCOUNT, TOKEN

ORACLE = RequestValidator(TOKEN)
"""Twilio's own judge of signatures."""


def signed(form: Mapping[str, str], url: str, token: str = TOKEN) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the POST that Twilio makes of a form."""
    signature: str = RequestValidator(token).compute_signature(url, MultiDict(form))
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return urlencode(form).encode(), headers


def text(phone: str, body: str, **fields: str) -> dict[str, str]:
    """Return the form of a text; `fields` add to it or replace what it says."""
    return webhooks.text(TEST_ACCOUNT, phone, body, **fields)


def button(phone: str, payload: str, title: str, *, reply_to: str = "", **fields: str) -> dict[str, str]:
    """Return the form of a tap on a quick reply of the message `reply_to`."""
    quoted = webhooks.replied(reply_to, TEST_ACCOUNT)
    return webhooks.button(TEST_ACCOUNT, phone, payload, title, **(quoted | fields))


def list_pick(phone: str, row: str, title: str, *, reply_to: str = "", **fields: str) -> dict[str, str]:
    """Return the form of a tap on a row of the list `reply_to`."""
    quoted = webhooks.replied(reply_to, TEST_ACCOUNT)
    return webhooks.list_pick(TEST_ACCOUNT, phone, row, title, **(quoted | fields))


def media(phone: str, *attachments: tuple[str, str], caption: str = "", **fields: str) -> dict[str, str]:
    """Return the form of attachments, each (url, mime type)."""
    return webhooks.media(TEST_ACCOUNT, phone, *attachments, caption=caption, **fields)


def status(sid: str, state: str, **fields: str) -> dict[str, str]:
    """Return the form of a status callback."""
    return webhooks.status(TEST_ACCOUNT, sid, state, **fields)
