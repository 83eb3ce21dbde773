"""A file of limits; what is wrong with one is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import ConfigurationError
from monitoring import read_thresholds
from monitoring.alerts import DEFAULTS
from tests.monitoring.logs import write

WRONG = [
    ("restor_p99_ms: 5", "'restor_p99_ms' is no threshold; there are new_sessions_per_minute, "),
    ("restore_p99_ms: fast", "restore_p99_ms must be a number from 0 on, or null, and not 'fast'"),
    ("restore_p99_ms: -1", "restore_p99_ms must be"),
    ("restore_p99_ms: true", "restore_p99_ms must be"),
    ("restore_p99_ms: .nan", "restore_p99_ms must be"),
    ("- 1", "thresholds are lines of `name: number`"),
    ("a: [", "cannot be read"),
    ("1: 2", "1 is no threshold"),
]


@pytest.mark.parametrize(("text", "told"), WRONG, ids=[text for text, _ in WRONG])
def test_what_is_wrong_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_thresholds(write(tmp_path / "limits.yaml", [text]))
    assert str(refused.value).startswith(str(tmp_path / "limits.yaml"))
    assert told in str(refused.value)


def test_what_is_not_named_keeps_its_default(tmp_path: Path) -> None:
    limits = read_thresholds(write(tmp_path / "limits.yaml", ["restore_p99_ms: 80", "empty_searches: null"]))
    assert limits == {**DEFAULTS, "restore_p99_ms": 80, "empty_searches": None}


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert read_thresholds(write(tmp_path / "limits.yaml", [])) == DEFAULTS
