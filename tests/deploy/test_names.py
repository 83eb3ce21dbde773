"""What deploy/ names is there: commands, settings, routes, ports, metrics, users; and nothing stops too early."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
import typer

import cli
from commands import serve
from handlers import ROUTES, pump
from services.database.asyncpg import AsyncpgDatabase
from settings import Settings
from tests.deploy.processes import DEPLOY, PROCESSES, Process, read_env, read_unit, read_yaml
from tests.rules.checkout import ROOT, SRC

each_process = pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)
each_stopped = pytest.mark.parametrize(
    "process",
    [process for process in PROCESSES.values() if process.stop_seconds is not None],
    ids=lambda one: one.where,
)

CLOSING_SECONDS = pump._GIVE_BACK_SECONDS + 3 * serve._CLOSE_SECONDS
"""After the drain: what is left is given back, carriers end, the door closes, the database is let go."""

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
FIELDS = {name.upper() for name in Settings.model_fields}
LISTENING = 1
"""Connections of a worker outside its pool."""
CONNECTIONS = 97
"""max_connections of Postgres as it comes, without those for superusers."""
PLACEHOLDERS = {"ADMIN_TOKEN": "a" * 32, "DATABASE_URL": "postgresql://relais@postgres/relais"}


def _image(word: str) -> str:
    """Return what the image sets a variable to."""
    found = re.search(rf"^\s+{word}=(\S+)", DOCKERFILE, re.MULTILINE)
    assert found
    return found[1]


def test_every_platform_has_a_door_a_worker_and_a_migration() -> None:
    platforms = {where.split()[0] for where in PROCESSES}
    for platform in platforms:
        started = {process.arguments for where, process in PROCESSES.items() if where.startswith(platform)}
        assert started == {("serve", "--role", "door"), ("serve", "--role", "worker"), ("migrate",)}
    assert platforms == {"kubernetes", "cloudrun", "fly", "compose", "systemd"}


@each_process
def test_a_command_exists_with_its_options(process: Process) -> None:
    group: Any = typer.main.get_command(cli.app)
    name, *options = process.arguments
    command = group.commands[name]
    assert command.make_context(name, list(options)).params == {
        **command.make_context(name, []).params, **({"role": options[1]} if options else {})
    }  # fmt: skip


@each_process
def test_a_setting_exists_and_takes_its_value(process: Process) -> None:
    assert set(process.settings) - FIELDS == set()
    given = {name: value.replace("%i", "1") for name, value in process.settings.items() if value}
    if process.settings.get("ENVIRONMENT") == "production":
        given |= {name: "x" * 32 for name in process.settings if name.endswith(("_TOKEN", "_SECRET", "_KEY"))}
        given |= PLACEHOLDERS
    settings = Settings.model_validate({name.lower(): value for name, value in given.items()})
    assert settings.environment == process.settings.get("ENVIRONMENT", settings.environment)


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.env*")), ids=lambda path: path.name)
def test_an_example_names_settings_and_holds_no_secret(path: Any) -> None:
    told = read_env(path)
    assert set(told) - FIELDS == set()
    if path.suffix == ".example":
        assert {name for name, value in told.items() if value} <= {"ENVIRONMENT"}


@each_stopped
def test_nothing_is_killed_before_it_has_drained(process: Process) -> None:
    drain = float(process.settings.get("DRAIN_SECONDS") or Settings.model_fields["drain_seconds"].default)
    assert process.stop_seconds
    assert process.stop_seconds >= drain + CLOSING_SECONDS


@each_process
def test_probes_ask_routes_at_the_port_of_the_image(process: Process) -> None:
    routes = {route.path for route in ROUTES}
    assert {path for path, _ in process.probes} - routes == set()
    assert {port for _, port in process.probes} <= {_image("PORT")}


@pytest.mark.parametrize("where", ["kubernetes door", "cloudrun door", "fly door"])
def test_a_door_gets_webhooks_while_it_can_only_spool_them(where: str) -> None:
    assert {path for path, _ in PROCESSES[where].probes} == {"/health/live"}


@pytest.mark.parametrize("where", ["kubernetes worker", "fly worker"])
def test_a_worker_is_asked_whether_it_can_work(where: str) -> None:
    assert "/health/ready" in {path for path, _ in PROCESSES[where].probes}


@pytest.mark.parametrize("process", [one for one in PROCESSES.values() if one.is_door], ids=lambda one: one.where)
def test_a_door_spools_where_it_lasts_or_not_at_all(process: Process) -> None:
    assert process.disk is (process.settings.get("SPOOL_DIR") != "off")


@pytest.mark.parametrize("where", ["kubernetes door", "kubernetes worker", "kubernetes migrate"])
def test_a_pod_is_the_user_of_the_image_and_nobody_more(where: str) -> None:
    pod = PROCESSES[where].pod
    [uid, gid] = map(int, _found(r"^USER (\d+):(\d+)$"))
    assert f"--uid {uid} " in DOCKERFILE
    assert f"--gid {gid} " in DOCKERFILE
    context = pod["securityContext"]
    assert (context["runAsUser"], context["runAsGroup"], context["fsGroup"]) == (uid, gid, gid)
    assert (context["runAsNonRoot"], context["seccompProfile"]["type"]) == (True, "RuntimeDefault")
    assert pod["containers"][0]["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}
    }  # fmt: skip
    assert pod["automountServiceAccountToken"] is False
    assert {"requests", "limits"} <= set(pod["containers"][0]["resources"])


def test_volumes_lie_where_the_image_keeps_its_data() -> None:
    data = _image("DATA_DIR")
    mounts = PROCESSES["kubernetes door"].pod["containers"][0]["volumeMounts"]
    assert data in {mount["mountPath"] for mount in mounts}
    assert f"VOLUME {data}\n" in DOCKERFILE
    assert f" {data}/spool {data}/media" in DOCKERFILE, "a named volume on one of them belongs to the image's user"
    shared = (DEPLOY / "kubernetes" / "shared-files" / "kustomization.yaml").read_text(encoding="utf-8")
    assert f"mountPath: {data}/media" in shared


def test_the_image_answers_its_own_health_check() -> None:
    [path] = _found(r"HEALTHCHECK[^\n]*\n.*\}(/health/\w+)'")
    assert path in {route.path for route in ROUTES}


@pytest.mark.parametrize("kind", ["door", "worker"])
def test_workloads_may_be_disturbed_one_at_a_time(kind: str) -> None:
    [budget] = [
        one for one in read_yaml(DEPLOY / "kubernetes" / f"{kind}.yaml") if one["kind"] == "PodDisruptionBudget"
    ]
    assert budget["spec"]["maxUnavailable"] == 1
    [pods] = [one for one in read_yaml(DEPLOY / "kubernetes" / f"{kind}.yaml") if "replicas" in one["spec"]]
    labels = pods["spec"]["template"]["metadata"]["labels"]
    assert budget["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert pods["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert pods["spec"]["replicas"] >= 2


def test_the_world_reaches_the_webhooks_and_nothing_else() -> None:
    [ingress] = read_yaml(DEPLOY / "kubernetes" / "ingress.yaml")
    [rule] = ingress["spec"]["rules"]
    open_to_all = {(path["path"], path["pathType"]) for path in rule["http"]["paths"]}
    routes = {route.path for route in ROUTES}
    assert {path for path, _ in open_to_all} <= routes
    assert {path for path in routes if path.startswith("/webhook")} == {
        route for route in routes
        for path, kind in open_to_all
        if route == path or (kind == "Prefix" and route.startswith(f"{path}/"))
    }  # fmt: skip


@pytest.mark.parametrize("path", ["scale-hpa/worker.yaml", "scale-hpa/adapter-rule.yaml", "scale-keda/worker.yaml"])
def test_workers_are_scaled_on_a_metric_that_is_told(path: str) -> None:
    metrics = "\n".join(file.read_text(encoding="utf-8") for file in (SRC / "handlers").glob("*metrics.py"))
    named = set(re.findall(r"relais_\w+", (DEPLOY / "kubernetes" / path).read_text(encoding="utf-8")))
    assert named
    assert {name for name in named if f'"{name}"' not in metrics} == set()


def test_workers_scale_to_what_a_postgres_allows_as_it_comes() -> None:
    pool = inspect.signature(AsyncpgDatabase).parameters["pool_size"].default
    [hpa] = read_yaml(DEPLOY / "kubernetes" / "scale-hpa" / "worker.yaml")
    [keda] = read_yaml(DEPLOY / "kubernetes" / "scale-keda" / "worker.yaml")
    [doors] = [one for one in read_yaml(DEPLOY / "kubernetes" / "door.yaml") if one["kind"] == "StatefulSet"]
    most = hpa["spec"]["maxReplicas"]
    surge = 1
    assert (most + surge) * (pool + LISTENING) + doors["spec"]["replicas"] * pool <= CONNECTIONS
    assert (keda["spec"]["minReplicaCount"], keda["spec"]["maxReplicaCount"]) == (hpa["spec"]["minReplicas"], most)


def test_a_unit_that_is_configured_wrongly_is_not_tried_for_ever() -> None:
    common = read_unit(DEPLOY / "systemd" / "relais-.service.d" / "50-common.conf")
    assert common["RestartPreventExitStatus"] == ["2"], "the exit code of a ConfigurationError"
    assert common["NoNewPrivileges"] == ["yes"]
    assert common["ProtectSystem"] == ["strict"]
    assert (
        dict(line.split("=") for line in common["Environment"])["DATA_DIR"] == f"/var/lib/{common['StateDirectory'][0]}"
    )


def _found(pattern: str) -> tuple[str, ...]:
    found = re.search(pattern, DOCKERFILE, re.MULTILINE)
    assert found
    return found.groups()
