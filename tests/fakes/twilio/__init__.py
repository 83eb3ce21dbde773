"""Twilio, as the tests know it: its APIs on a loopback port, and what it posts to us."""

from __future__ import annotations

from tests.fakes.twilio.account import ACCOUNT, NUMBER, TOKEN
from tests.fakes.twilio.server import DROP, HANG, NO_JSON, FakeTwilio, MemoryContents, Sent, Trouble
from tests.fakes.twilio.webhooks import ORACLE, button, list_pick, media, signed, status, text

__all__ = [
    "ACCOUNT",
    "DROP",
    "HANG",
    "NO_JSON",
    "NUMBER",
    "ORACLE",
    "TOKEN",
    "FakeTwilio",
    "MemoryContents",
    "Sent",
    "Trouble",
    "button",
    "list_pick",
    "media",
    "signed",
    "status",
    "text",
]
