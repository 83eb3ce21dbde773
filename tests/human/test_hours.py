"""A handoff ends: a time that no database can hold would fail every escalation."""

from __future__ import annotations

import pytest

from errors import ConfigurationError
from settings import load_settings


@pytest.mark.parametrize("hours", ["inf", "nan", "1e10", "0", "-1"])
def test_a_handoff_has_an_end(hours: str) -> None:
    with pytest.raises(ConfigurationError, match="HANDOFF_HOURS"):
        load_settings(handoff_hours=hours, _env_file=None)


@pytest.mark.parametrize("hours", ["0.5", "72", "8760"])
def test_it_may_be_short_or_long(hours: str) -> None:
    assert load_settings(handoff_hours=hours, _env_file=None).handoff_hours == float(hours)
