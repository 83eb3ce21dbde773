"""deploy/monitoring: what Prometheus alerts on and Grafana draws is what /metrics tells."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from events import Event
from monitoring.alerts import ALERTS
from tests.conftest import OpenHouse
from tests.door.conftest import dsn, shared_dsn

__all__ = ["dsn", "shared_dsn"]

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "monitoring"
RULES = FOLDER / "prometheus-rules.yaml"


def _promtool() -> str:
    found = shutil.which("promtool") or shutil.which(ROOT / ".tools" / "usr" / "bin" / "promtool")
    if found is None:
        pytest.skip("no promtool on this machine: .ci/run unpacks Debian's package prometheus")
    return found


def _rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def _dashboard() -> list[str]:
    panels = json.loads((FOLDER / "grafana-dashboard.json").read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel.get("targets", ())]


def _expressions() -> list[str]:
    return [rule["expr"] for rule in _rules()] + _dashboard()


def test_every_alert_fires_when_it_should(tmp_path: Path) -> None:
    cases = tmp_path / "alerts.yaml"
    cases.write_text(Path(__file__).with_name("alerts.yaml").read_text().replace("RULES", str(RULES)))
    done = subprocess.run(
        [_promtool(), "test", "rules", cases], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_a_case() -> None:
    cases = Path(__file__).with_name("alerts.yaml").read_text()
    assert [rule["alert"] for rule in _rules() if rule["alert"] not in cases] == []


async def test_every_metric_is_told(house_of: OpenHouse) -> None:
    async with house_of(role="door") as house:
        text = (await house.http.get("/metrics")).text
    told = {family.name.removesuffix("_total") for family in text_string_to_metric_families(text)}
    told |= {"relais_cache_up", "relais_maintenance_last_run_ok", "relais_maintenance_last_run_timestamp_seconds"}
    used = {name for one in _expressions() for name in re.findall(r"\b(?:relais|process)_\w+", one)}
    assert {re.sub(r"_(total|bucket|count)$", "", name) for name in used} - told == set()


def test_every_event_is_in_the_catalogue() -> None:
    named = {
        name for one in _expressions() for group in re.findall(r'event=~?"([^"]+)"', one) for name in group.split("|")
    }
    assert named - {event.event for event in Event} == set()
    assert len(named) > 10


def test_the_dashboard_is_one_that_grafana_can_load() -> None:
    dashboard = json.loads((FOLDER / "grafana-dashboard.json").read_text())
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids))
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in dashboard["panels"])
    assert {"datasource", "job"} == {variable["name"] for variable in dashboard["templating"]["list"]}


def test_every_expression_of_the_dashboard_can_be_read(tmp_path: Path) -> None:
    variables = {"$__rate_interval": "5m", "$job": "relais"}
    rules = [{"record": f"panel:{place}", "expr": one} for place, one in enumerate(_dashboard())]
    for rule in rules:
        for name, value in variables.items():
            rule["expr"] = rule["expr"].replace(name, value)
    written = tmp_path / "panels.yaml"
    written.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    done = subprocess.run(
        [_promtool(), "check", "rules", written], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_of_monitor_has_a_rule_or_a_reason() -> None:
    named = {rule["labels"]["monitor"] for rule in _rules() if "monitor" in rule["labels"]}
    assert named | {"new_sessions_per_minute"} == {alert.name for alert in ALERTS}
