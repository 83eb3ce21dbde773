"""Trouble with sends, as Meta has it."""

from __future__ import annotations

from collections.abc import Mapping

from services.channels.troubles import SendTrouble
from simulation.calls import HANG, Trouble
from simulation.line import Failure

CALLS: Mapping[SendTrouble, Trouble] = {
    SendTrouble.RATE_LIMITED: Trouble(status=429, code=130429, details="Rate limit hit"),
    SendTrouble.PAIR_LIMITED: Trouble(
        status=400, code=131056, details="(Business Account, Consumer Account) pair rate limit hit"
    ),
    SendTrouble.LOST_ANSWER: HANG,
    SendTrouble.SERVER_ERROR: Trouble(status=500, code=131000, details="Something went wrong"),
}
"""What a call meets."""

FAILURES: Mapping[SendTrouble, Failure] = {
    SendTrouble.WINDOW_CLOSED: Failure(
        code=131047,
        title="Re-engagement message",
        details="Message failed to send because more than 24 hours have passed since the customer last replied.",
    ),
    SendTrouble.REFUSED: Failure(code=131026, title="Message undeliverable", details="Message Undeliverable."),
}
"""What Meta takes first, and tells later in a status."""
