"""Log lines are hostile, and most are somebody else's: none is an error, and each that is of no use is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitoring.lines import LONGEST
from tests.monitoring.logs import NOON, at, created, handled, monitored, write

OLD_STORY = [
    {"message": "Created new session"},
    {"message": "Reusing existing session_id"},
    {"message": "Reusing existing session_id: 4711"},
    {"message": "Loaded 0 recent messages for intent context"},
    {"message": "Loaded 12 recent messages for intent context"},
    {"message": "Found tool_outputs with list_projects_tool"},
    {"message": "Direct action 'tasks_9' returned None"},
    {"message": "Auto-restored project 90-1"},
    {"message": "Auto-restore project context failed"},
    {"message": "Searching for tool_outputs in last 0 messages"},
]

BROKEN = {
    "cut off": (created()[:-20], "no JSON"),
    "binary": (b"\x00\xff\xfe\x80{", "no JSON"),
    "text": ("Traceback (most recent call last):", "no JSON"),
    "a list": ("[1, 2]", "no JSON object"),
    "a number": ("17", "no JSON object"),
    "deep": ("[" * 100_000, "no JSON"),
    "gigantic": (created()[:-1] + ', "x": "' + "x" * 3 * LONGEST + '"}', "too long"),
    "another program": (json.dumps({"timestamp": at(0), "message": "Listening on 80"}), "other programs"),
    "another event": (json.dumps({"timestamp": at(0), "event": "user.created", "message": "x"}), "other programs"),
    "an odd event": (json.dumps({"timestamp": at(0), "event": ["session.created"], "message": {}}), "other programs"),
    "no time": (json.dumps({"event": "session.created", "message": "Created new session"}), "no usable time"),
    "an odd time": (created().replace("2026-01-05T12:00:00", "yesterday"), "no usable time"),
    "long ago": (created().replace("2026", "1970"), "no usable time"),
    "the far future": (created().replace("2026", "9999"), "no usable time"),
    "a huge time": (json.dumps({"event": "session.created", "timestamp": 10**300}), "no usable time"),
}


@pytest.mark.parametrize(("broken", "reason"), BROKEN.values(), ids=BROKEN)
def test_is_passed_over_and_counted(tmp_path: Path, broken: str | bytes, reason: str) -> None:
    report = monitored(write(tmp_path / "relais.log", [handled(), broken, "", created()]))
    assert report.passed_over == {reason: 1}
    assert (report.outcomes, report.tally.counts["session.created"]) == ({"answered": 1}, 1)


@pytest.mark.parametrize("key", ["message", "event", "msg"])
def test_a_sentence_tells_the_event_of_an_older_line(tmp_path: Path, key: str) -> None:
    lines = [json.dumps({"timestamp": at(360 * n), key: said["message"]}) for n, said in enumerate(OLD_STORY)]
    report = monitored(write(tmp_path / "old.log", lines))
    assert report.passed_over == {}
    assert report.rates == {
        "sessions_created_per_hour": pytest.approx(1 / 0.9, abs=1e-4),
        "session_reuse_rate": pytest.approx(2 / 3, abs=1e-4),
        "button_success_rate": 0.5,
        "history_rate": 0.5,
        "restore_success_rate": 0.5,
    }
    assert {alert.name for alert in report.alerts} == {"unresolved_actions", "empty_searches", "restore_success_rate"}


@pytest.mark.parametrize(
    "time",
    [
        {"timestamp": "2026-01-05T13:00:00+01:00"},
        {"timestamp": "2026-01-05 12:00:00"},
        {"asctime": "2026-01-05 12:00:00,000"},
        {"@timestamp": "2026-01-05T12:00:00.000Z"},
        {"time": NOON.timestamp()},
        {"ts": NOON.timestamp() * 1000},
    ],
    ids=str,
)
def test_times_as_others_write_them(tmp_path: Path, time: dict[str, Any]) -> None:
    log = write(tmp_path / "relais.log", [json.dumps({"event": "session.created"} | time)])
    assert monitored(log).tally.began == NOON.timestamp()


@pytest.mark.parametrize("prefix", ["worker-1  | ", "Jan 05 12:00:00 host relais[17]: ", "  ", "\ufeff"], ids=repr)
def test_what_stands_before_the_line_is_skipped(tmp_path: Path, prefix: str) -> None:
    assert monitored(write(tmp_path / "relais.log", [prefix + handled()])).outcomes == {"answered": 1}


def test_since_leaves_out_what_is_older(tmp_path: Path) -> None:
    log = write(tmp_path / "relais.log", [created(0), created(60), created(120)])
    assert monitored(log, since=NOON.timestamp() + 60).tally.counts["session.created"] == 2
