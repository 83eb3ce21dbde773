"""Twilio, as the tests know it: its APIs on a loopback port, and what it posts to us."""

from __future__ import annotations

from simulation.calls import DROP, HANG, NO_JSON, Trouble
from simulation.twilio.sent import Sent
from tests.fakes.twilio.account import ACCOUNT, NUMBER, TOKEN
from tests.fakes.twilio.server import FakeTwilio, MemoryContents
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
