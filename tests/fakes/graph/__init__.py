"""Meta, as the tests know it: the Graph API on a loopback port, and what it posts to us."""

from __future__ import annotations

from simulation.calls import DROP, HANG, NO_ID, NO_JSON, Trouble
from simulation.graph.errors import GraphError
from simulation.graph.sent import Sent
from tests.fakes.graph.account import PHONE_NUMBER_ID, SECRET, TOKEN, VERIFY_TOKEN, VERSION
from tests.fakes.graph.server import FakeGraph
from tests.fakes.graph.webhooks import button, list_pick, media, sign, signed, status, text, webhook

__all__ = [
    "DROP",
    "HANG",
    "NO_ID",
    "NO_JSON",
    "PHONE_NUMBER_ID",
    "SECRET",
    "TOKEN",
    "VERIFY_TOKEN",
    "VERSION",
    "FakeGraph",
    "GraphError",
    "Sent",
    "Trouble",
    "button",
    "list_pick",
    "media",
    "sign",
    "signed",
    "status",
    "text",
    "webhook",
]
