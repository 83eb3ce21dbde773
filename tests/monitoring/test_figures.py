"""What each figure counts, and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from events import Event
from tests.monitoring.logs import created, handled, line, monitored, tapped, unresolved, write

REUSED = line(Event.SESSION_REUSED)

RATES = [
    ("sessions_created_per_hour", [created(n * 600) for n in range(13)], 6.5),
    ("sessions_created_per_hour", [created()], None),
    ("session_reuse_rate", [created(), REUSED, REUSED, REUSED], 0.75),
    ("session_reuse_rate", [handled()], None),
    ("button_success_rate", [tapped(), tapped(), tapped(), tapped(), unresolved()], 0.75),
    ("button_success_rate", [tapped(), handled(intent="action:tasks"), unresolved()], 0.5),
    ("button_success_rate", [tapped(), tapped(outcome="dead", intent=None)], 0.5),
    ("button_success_rate", [tapped(), tapped(outcome="handed_off"), handled()], 1.0),
    ("button_success_rate", [handled()], None),
    ("history_rate", [line(Event.HISTORY_LOADED, n, count=n) for n in range(4)], 0.75),
    ("history_rate", [handled()], None),
    ("restore_success_rate", [line(Event.PROJECT_RESTORED, n, project_id="p") for n in range(3)], 1.0),
    ("restore_success_rate", [line(Event.PROJECT_DENIED, project_id="p", at="restore")], None),
]


@pytest.mark.parametrize(("name", "lines", "expected"), RATES, ids=[f"{name}-{rate}" for name, _, rate in RATES])
def test_rates(tmp_path: Path, name: str, lines: list[str], expected: float | None) -> None:
    assert monitored(write(tmp_path / "relais.log", lines)).rates[name] == expected


def test_outcomes_are_counted_by_their_names(tmp_path: Path) -> None:
    outcomes = ["answered"] * 3 + ["merged", "dead"] + [f"odd-{n}" for n in range(100)]
    report = monitored(write(tmp_path / "relais.log", [handled(outcome=outcome) for outcome in outcomes]))
    assert (report.outcomes["answered"], report.outcomes["merged"], report.outcomes["dead"]) == (3, 1, 1)
    assert len(report.outcomes) < 70, "names in log lines are hostile"
    assert sum(report.outcomes.values()) == len(outcomes)


def test_latencies(tmp_path: Path) -> None:
    lines = [
        *(handled(since_received_ms=n, elapsed_ms=n / 2, stages={"act": n / 4}) for n in range(1, 101)),
        handled(outcome="merged", since_received_ms=9000.0, elapsed_ms=1),
        line(Event.REPLY_SENT, reply_id="1:1", elapsed_ms=12.5),
        handled(elapsed_ms="soon", stages={"act": None, "media": -1, "flow": "x"}, since_received_ms=[1]),
    ]
    found = monitored(write(tmp_path / "relais.log", lines)).latency_ms
    assert found["reply"] == {
        "p50": pytest.approx(50, rel=0.005),
        "p95": pytest.approx(95, rel=0.005),
        "p99": pytest.approx(99, rel=0.005),
        "count": 100,
    }
    assert found["turn"]["count"] == 101
    assert found["send"] == {"p50": 12.5, "p95": 12.5, "p99": 12.5, "count": 1}
    assert found["restore"] == {"p50": None, "p95": None, "p99": None, "count": 0}
    assert found["stages"]["act"]["p99"] == pytest.approx(24.75, rel=0.005)
    assert found["stages"]["act"]["count"] == 100
