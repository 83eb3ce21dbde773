"""`relais monitor` as a process: what it prints, and how it exits."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from benchmarks.monitor import measure

from events import Event
from monitoring.alerts import ALERTS
from tests.door.processes import PATIENCE, RELAIS, relais
from tests.monitoring.logs import created, handled, line, tapped, unresolved, write
from tests.monitoring.test_alerts import PLANTED

RATES = {
    "sessions_created_per_hour",
    "session_reuse_rate",
    "button_success_rate",
    "history_rate",
    "restore_success_rate",
}


def _printed(log: str | None, *arguments: str, given: bytes | None = None) -> tuple[int, str, str]:
    """Run it in no folder of its own, with no settings at all."""
    paths = [log] if log else []
    done = subprocess.run(
        [RELAIS, "monitor", *paths, *arguments], input=given, capture_output=True, timeout=PATIENCE, check=False, env={}
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_every_alert_at_once_for_machines(tmp_path: Path) -> None:
    failed = [line(Event.PROJECT_RESTORE_FAILED, n, reason="away") for n in range(20)]
    log = write(tmp_path / "relais.log", [*failed, *(one for planted in PLANTED for one in planted.lines)])
    code, printed, said = _printed(str(log), "--json")
    told = json.loads(printed)
    assert set(told) == {"rates", "outcomes", "latency_ms", "alerts"}
    assert set(told["rates"]) == RATES
    assert {alert["name"] for alert in told["alerts"]} == {alert.name for alert in ALERTS}
    assert all(set(alert) == {"name", "detail"} for alert in told["alerts"])
    assert (code, said) == (1, "relais: lines that were passed over: 1 no JSON\n")


def test_a_healthy_log_for_people(tmp_path: Path) -> None:
    log = write(tmp_path / "relais.log", [handled(), tapped(3600), created(3600)])
    code, printed, said = _printed(str(log))
    assert (code, said) == (0, "")
    assert printed.startswith("2026-01-05T12:00:00Z – 2026-01-05T13:00:00Z, 3 lines read\n")
    assert "Taps that worked       100.0%" in printed
    assert printed.endswith("healthy\n")


def test_the_standard_input_and_a_page(tmp_path: Path) -> None:
    given = f"{tapped()}\n{unresolved()}".encode()
    page = tmp_path / "report.html"
    code, printed, _said = _printed(None, "--html", str(page), given=given)
    assert code == 1
    assert "ALERT unresolved_actions: 1 of 1 taps led nowhere (wamid.0)\n" in printed
    assert "1 of 1 taps led nowhere (wamid.0)" in page.read_text()


def test_since_is_reckoned_from_now() -> None:
    given = tapped().replace("2026-01-05T12:00:00Z", datetime.now(UTC).isoformat()) + "\n" + unresolved()
    assert _printed(None, "--since", "2h", given=given.encode())[0] == 0
    assert _printed("-", "--since", "2026-01-01", given=given.encode())[0] == 1


WRONG = [
    (["nowhere.log"], "nowhere.log cannot be read: No such file or directory"),
    (["."], ". cannot be read: Is a directory"),
    (["--since", "lately", "good.log"], "--since: 'lately' is neither a time like"),
    (["--thresholds", "nowhere.yaml", "good.log"], "nowhere.yaml cannot be read: "),
    (["--thresholds", "limits.yaml", "good.log"], "limits.yaml: 'speed' is no threshold; there are "),
    (["--html", "nowhere/report.html", "good.log"], "nowhere/report.html cannot be written: "),
]


@pytest.mark.parametrize(("arguments", "told"), WRONG, ids=[" ".join(arguments) for arguments, _ in WRONG])
def test_what_is_wrong_is_named_and_exit_2(tmp_path: Path, arguments: list[str], told: str) -> None:
    write(tmp_path / "good.log", [handled()])
    write(tmp_path / "limits.yaml", ["speed: 1"])
    ran = relais("monitor", *arguments, cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"relais: {told}")


def test_reads_fast_in_little_memory() -> None:
    """A tenth of the speed that `python -m benchmarks monitor` measures, on however busy a machine."""
    small, large = measure(2, 20)
    assert large.memory_megabytes < 1.1 * small.memory_megabytes
    assert large.seconds < 20
