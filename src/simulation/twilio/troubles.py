"""Trouble with sends, as Twilio has it."""

from __future__ import annotations

from collections.abc import Mapping

from services.channels.troubles import SendTrouble
from simulation.calls import HANG, Trouble
from simulation.line import Failure

CALLS: Mapping[SendTrouble, Trouble] = {
    SendTrouble.RATE_LIMITED: Trouble(status=429, code=20429, details="Too Many Requests"),
    SendTrouble.PAIR_LIMITED: Trouble(status=429, code=63018, details="Rate limit exceeded for Channel"),
    SendTrouble.LOST_ANSWER: HANG,
    SendTrouble.SERVER_ERROR: Trouble(status=500, code=20500, details="Internal Server Error"),
}
"""What a call meets."""

FAILURES: Mapping[SendTrouble, Failure] = {
    SendTrouble.WINDOW_CLOSED: Failure(
        code=63016,
        title="Outside the allowed window",
        details="Failed to send freeform message because you are outside the allowed window.",
    ),
    SendTrouble.REFUSED: Failure(
        code=63024, title="Invalid message recipient", details="Channel invalid message recipient"
    ),
}
"""What Twilio takes first, and tells later by its callback."""
