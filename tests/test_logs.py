"""What log lines hold, and what they never hold."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from errors import ConfigurationError
from events import Event, log
from logs import configure_logging, mask_phone
from tests.conftest import Logged

ID = "50000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("+33600000001", "+33•••••001"),
        ("from +33600000001 to +14155238886.", "from +33•••••001 to +14•••••886."),
        ("33600000001", "+33•••••001"),
        ("?to=%2B33600000001&x=1", "?to=+33•••••001&x=1"),
        ("+33 6 00 00 00 01", "+33•••••001"),
        (ID, ID),
        (f"{ID}:12345678901", f"{ID}:12345678901"),
        ("wamid.123456789012", "wamid.123456789012"),
        ("12 rue du Pont", "12 rue du Pont"),
    ],
)
def test_a_phone_is_masked_and_an_id_is_not(text: str, masked: str) -> None:
    assert mask_phone(text) == masked


def test_a_phone_is_masked_however_deep(logged: Logged) -> None:
    log(Event.WEBHOOK_REFUSED, reason="x", detail={"to": ["+33600000001"]})
    [line] = logged("webhook.refused")
    assert line["detail"] == {"to": ["+33•••••001"]}


def test_a_library_joins_with_an_event_of_ours(logged: Logged) -> None:
    logging.getLogger("somebody").warning("lost %s", "+33600000001")
    [line] = logged("library.logged")
    assert (line["level"], line["message"]) == ("warning", "lost +33•••••001")


def test_a_line_begins_with_what_everybody_looks_for(logged: Logged) -> None:
    log(Event.SESSION_CREATED, session_id=ID)
    assert list(logged()[0])[:4] == ["timestamp", "level", "event", "message"]


def test_a_log_file_that_cannot_be_written_is_named() -> None:
    with pytest.raises(ConfigurationError, match="LOG_FILE"):
        configure_logging(level="INFO", file=Path("/proc/nowhere/relais.log"))
