"""Every alert, planted; and the same log with a little less of it, which is healthy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from events import Event
from monitoring.alerts import ALERTS
from monitoring.thresholds import read_thresholds
from tests.monitoring.logs import JEAN, created, handled, line, monitored, tapped, unresolved, write

OTHER = "50000000-0000-4000-8000-000000000002"
VIOLATION = 'duplicate key value violates unique constraint "idx_unique_active_session_per_user"'


@dataclass(frozen=True, slots=True)
class Planted:
    """Lines that raise an alert, what it says, and lines that just do not."""

    alert: str
    lines: list[str]
    told: str
    below: list[str]


def _restores(done: int, failed: int = 0, elapsed_ms: float = 5.0) -> list[str]:
    good = [line(Event.PROJECT_RESTORED, n, project_id="p", elapsed_ms=elapsed_ms) for n in range(done)]
    return [*good, *(line(Event.PROJECT_RESTORE_FAILED, done + n, reason="away") for n in range(failed))]


def _taps(count: int, *, lost: int, intent: str = "action:view_sites", action_id: str = "tasks_9") -> list[str]:
    return [*(tapped(n, intent) for n in range(count)), *(unresolved(n, action_id) for n in range(lost))]


def _outage(event: Event, end: Event, seconds: float) -> list[str]:
    return [handled(0), line(event, 10), line(event, 70), line(end, 10 + seconds), handled(5000)]


def _denied(count: int, how: str) -> list[str]:
    return [line(Event.PROJECT_DENIED, 1 + n, project_id="p", at=how) for n in range(count)]


def _rows(sessions: int) -> list[str]:
    jobs = {"job": "check-sessions", "result": {"checks": 9, "sessions": sessions, "people": 3, "broken": {}}}
    return [line(Event.MAINTENANCE_FINISHED, 0, **jobs)]


PLANTED = [
    Planted(
        "new_sessions_per_minute",
        [created(5 * n) for n in range(11)],
        f"1 people opened more than 10 sessions within 60 s ({JEAN})",
        [*(created(5 * n) for n in range(10)), created(61), *(created(5 * n, OTHER) for n in range(10))],
    ),
    Planted(
        "new_sessions_per_minute",
        [created(50 + 2 * n) for n in range(11)],  # over the full minute
        f"1 people opened more than 10 sessions within 60 s ({JEAN})",
        [created(6.1 * n) for n in range(100)],
    ),
    Planted(
        "unresolved_actions",
        _taps(100, lost=6),
        "6 of 100 taps led nowhere (wamid.0, wamid.1, wamid.2, …)",
        [*_taps(100, lost=5), *(handled(n) for n in range(100))],
    ),
    Planted(
        "unresolved_actions",
        [*(line(Event.TOOL_OUTPUTS_FOUND, n, tool="x") for n in range(90)), *_taps(0, lost=10)],  # no canonical lines
        "10 of 100 taps led nowhere (wamid.0, wamid.1, wamid.2, …)",
        [*(line(Event.TOOL_OUTPUTS_FOUND, n, tool="x") for n in range(95)), *_taps(0, lost=5)],
    ),
    Planted(
        "empty_searches",
        [line(Event.TOOL_OUTPUTS_SEARCHED, 7, count=0)],
        "1 searches for tool_outputs in the last 0 messages (wamid.7)",
        [line(Event.TOOL_OUTPUTS_SEARCHED, 7, count=1), line(Event.HISTORY_LOADED, 8, count=0)],
    ),
    Planted(
        "active_index_violations",
        [line(Event.TURN_FAILED, 7, reason=VIOLATION)],
        "1 lines tell of a second active session of a person (wamid.7)",
        [line(Event.TURN_FAILED, 7, reason='index "idx_unique_active_session_per_user" is 8 kB large')],
    ),
    Planted(
        "active_index_violations",
        [handled(), f"2026-01-05 12:00:01 UTC [17] ERROR:  {VIOLATION}"],  # Postgres's own log
        "1 lines tell of a second active session of a person",
        [handled(), "CREATE UNIQUE INDEX idx_unique_active_session_per_user"],
    ),
    Planted(
        "active_index_violations",
        [line(Event.SESSIONS_UNHEALTHY, 7, broken={"duplicate_active_sessions": 2})],
        "1 lines tell of a second active session of a person (duplicate_active_sessions)",
        [line(Event.SESSIONS_UNHEALTHY, 7, broken={"replies_stuck": 2})],
    ),
    Planted(
        "restore_success_rate",
        _restores(8, failed=1),
        "1 of 9 restores of a project failed (wamid.8)",
        [*_restores(9, failed=1), *_denied(5, "restore")],
    ),
    Planted(
        "restore_p99_ms",
        [*_restores(98), *_restores(2, elapsed_ms=51)],
        "the slowest of a hundred restores of a project takes 51 ms",
        [*_restores(98), *_restores(2, elapsed_ms=50)],
    ),
    Planted(
        "restore_p99_ms",
        # lines that do not say how long the restore itself took
        [
            *(handled(n, stages={"restore_project": 0.01}) for n in range(200)),
            handled(stages={"restore_project": 70.0}),
        ],
        "the slowest of a hundred restores of a project takes 70.0 ms",
        [handled(stages={"restore_project": 0.01, "act": 70.0})],
    ),
    Planted(
        "selection_errors",
        [*_taps(18, lost=0, intent="action:proj"), *_taps(100, lost=1, action_id="projects_9"), *_denied(1, "choice")],
        "2 of 18 choices of a project failed (wamid.0, wamid.1)",
        [*_taps(20, lost=0, intent="action:projects"), *_denied(1, "choice"), *_denied(9, "restore")],
    ),
    Planted(
        "backend_unhealthy_seconds",
        _outage(Event.DATABASE_UNAVAILABLE, Event.DATABASE_RECOVERED, 301),
        "Postgres was away for 301 s from 2026-01-05T12:00:10Z on",
        _outage(Event.DATABASE_UNAVAILABLE, Event.DATABASE_RECOVERED, 300),
    ),
    Planted(
        "backend_unhealthy_seconds",
        _outage(Event.CACHE_UNAVAILABLE, Event.CACHE_RECOVERED, 301),
        "Redis was away for 301 s from 2026-01-05T12:00:10Z on",
        _outage(Event.CACHE_UNAVAILABLE, Event.SERVICE_STOPPED, 300),
    ),
    Planted(
        "backend_unhealthy_seconds",
        [line(Event.SPOOL_BEGAN, 10), line(Event.SPOOL_WAITS, 400)],  # it goes on
        "Postgres was away for 390 s from 2026-01-05T12:00:10Z on",
        [line(Event.SPOOL_BEGAN, 10), handled(11), line(Event.SPOOL_BEGAN, 900), line(Event.SPOOL_DRAINED, 1000)],
    ),
    Planted(
        "backend_unhealthy_seconds",
        [line(Event.DATABASE_UNAVAILABLE, 10), handled(5), handled(400)],  # a line that came late is no sign of life
        "Postgres was away for 390 s from 2026-01-05T12:00:10Z on",
        [line(Event.DATABASE_UNAVAILABLE, 10), handled(5), handled(200), handled(400)],
    ),
    Planted("sessions_per_person", _rows(301), "301 sessions are stored for 3 people", _rows(300)),
]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.alert)
def test_is_raised_alone_and_says_why(tmp_path: Path, planted: Planted) -> None:
    report = monitored(write(tmp_path / "relais.log", planted.lines))
    assert [(alert.name, alert.detail) for alert in report.alerts] == [(planted.alert, planted.told)]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.alert)
def test_a_little_less_is_healthy(tmp_path: Path, planted: Planted) -> None:
    assert monitored(write(tmp_path / "relais.log", planted.below)).alerts == ()


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.alert)
def test_a_limit_of_ones_own_moves_it(tmp_path: Path, planted: Planted) -> None:
    log = write(tmp_path / "relais.log", planted.lines)
    off = write(tmp_path / "off.yaml", [f"{planted.alert}: null"])
    assert monitored(log, thresholds=read_thresholds(off)).alerts == ()


def test_every_alert_is_planted() -> None:
    assert {planted.alert for planted in PLANTED} == {alert.name for alert in ALERTS}


def test_an_example_is_harmless(tmp_path: Path) -> None:
    hostile = ["+33600000001", "a\x1b[31mb", "x" * 1000, {"nested": 1}]
    lines = [line(Event.TOOL_OUTPUTS_SEARCHED, 1, count=0, message_id=name) for name in hostile]
    [alert] = monitored(write(tmp_path / "relais.log", lines)).alerts
    named = "+33•••••001", "a\N{REPLACEMENT CHARACTER}[31mb", "x" * 80, "…"
    assert alert.detail == f"4 searches for tool_outputs in the last 0 messages ({', '.join(named)})"


def test_where_no_line_says_what_was_chosen_every_tap_may_have_been_a_choice(tmp_path: Path) -> None:
    taps = [tapped(n, intent=None) for n in range(100)]
    lost = [unresolved(n, "projects_9") for n in range(6)]
    assert monitored(write(tmp_path / "few.log", [*taps, *lost[:4]])).alerts == ()
    raised = monitored(write(tmp_path / "many.log", [*taps, *lost])).alerts
    assert [alert.name for alert in raised] == ["unresolved_actions", "selection_errors"]
