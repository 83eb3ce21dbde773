"""The log of a real run: what relais writes when all is well raises no alert."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from handlers.maintenance import maintenance_jobs, run_job
from monitoring.page import page
from tests.conftest import Logged
from tests.door.servers import on_one_server
from tests.house import House
from tests.monitoring.logs import monitored, write
from tests.phones import WIRES, Phone
from tests.rows import Rows

pytestmark = on_one_server

Saved = Callable[[], Path]


@pytest.fixture
def jean(house: House) -> Phone:
    return Phone(house=house, wire=WIRES["cloud"])


@pytest.fixture
def saved(logged: Logged, tmp_path: Path) -> Saved:
    """Everything that was logged, as a file."""
    return lambda: write(tmp_path / "relais.log", [json.dumps(line) for line in logged()])


async def test_a_good_day_is_healthy(jean: Phone, rows: Rows, saved: Saved) -> None:
    [hello] = await jean.says("Bonjour")
    [sites] = await jean.taps(hello, "Voir mes chantiers")
    [tasks] = await jean.taps(sites, "Champigny")
    await jean.taps(tasks, tasks.options[0][1])
    await rows.run("update conversation_sessions set last_message_at = now() - interval '30 hours'")
    await jean.taps(sites, "Bureau")  # further up, in a session that is over
    await jean.says("mes tâches")

    report = monitored(saved())
    assert [(alert.name, alert.detail) for alert in report.alerts] == []
    assert report.passed_over == {}
    assert report.outcomes == {"answered": 6}
    assert report.rates == {
        "sessions_created_per_hour": report.rates["sessions_created_per_hour"],
        "session_reuse_rate": round(4 / 6, 4),
        "button_success_rate": 1.0,
        "history_rate": 0.5,
        "restore_success_rate": 1.0,
    }
    timed = report.latency_ms
    assert [timed[name]["count"] for name in ("reply", "turn", "send", "restore")] == [6, 6, timed["send"]["count"], 1]
    assert timed["stages"]["open_session"]["count"] == 6
    assert timed["reply"]["p50"] >= timed["turn"]["p50"] > 0


async def test_a_tap_that_leads_nowhere_is_seen(jean: Phone, saved: Saved) -> None:
    await jean.says("Bonjour")
    await jean.taps_id("projects_9")
    report = monitored(saved())
    assert {alert.name for alert in report.alerts} == {"unresolved_actions", "selection_errors"}
    assert report.rates["button_success_rate"] == 0


async def test_the_canonical_line_is_documented(jean: Phone, logged: Logged) -> None:
    await jean.says("Bonjour")
    [line] = logged("message.handled")
    table = page().partition("### The canonical line")[2].partition("## Events")[0]
    documented = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.+?) \|", table, re.MULTILINE))))
    everywhere = {"timestamp", "level", "event", "message", "message_id", "session_id", "subcontractor_id", "channel"}
    assert line.keys() - everywhere == documented


async def test_the_rows_are_logged_with_the_check_of_sessions(house: House, saved: Saved, rows: Rows) -> None:
    await rows.run(
        "insert into conversation_sessions (subcontractor_id, status, ended_at) "
        "select (select min(id::text)::uuid from subcontractors), 'ended', now() from generate_series(1, 1000)"
    )
    parts = house.parts
    jobs = maintenance_jobs(parts.services.store, parts.media, {})
    await run_job(parts.services.store, next(job for job in jobs if job.name == "check-sessions"), "2026-01-05T12:00Z")
    [alert] = monitored(saved()).alerts
    people = await rows.value("select count(*) from subcontractors")
    assert (alert.name, alert.detail) == ("sessions_per_person", f"1000 sessions are stored for {people} people")
