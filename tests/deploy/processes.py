"""Every process that some file in deploy/, or compose.yaml, starts: whatever the platform, in one shape."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.rules.checkout import ROOT

DEPLOY = ROOT / "deploy"

CLOUD_RUN_SECONDS = 10.0
"""What Cloud Run gives a process between SIGTERM and its end; it cannot be set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process: its arguments of `relais`, its settings with their values where they stand there, its probes.

    `stop_seconds`: from SIGTERM to SIGKILL; None for what comes to its end by itself. `disk`: whether its data directory
    outlives it.
    """

    where: str
    arguments: tuple[str, ...]
    settings: Mapping[str, str | None]
    stop_seconds: float | None
    probes: tuple[tuple[str, str], ...] = ()
    disk: bool = False
    pod: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def is_door(self) -> bool:
        return "door" in self.arguments


def read_yaml(path: Path) -> list[dict[str, Any]]:
    """Return every document of a file."""
    return [one for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one]


def read_env(path: Path) -> dict[str, str]:
    """Return the lines of an environment file."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", maxsplit=1) for line in lines)


def kubernetes() -> Iterator[Process]:
    folder = DEPLOY / "kubernetes"
    common = read_env(folder / "settings.env") | dict.fromkeys(read_env(folder / "secret.env.example"))
    for name in ("door", "worker", "migrate"):
        for one in read_yaml(folder / f"{name}.yaml"):
            if one["kind"] in {"Deployment", "StatefulSet", "Job"}:
                yield _pod(f"kubernetes {name}", one["spec"]["template"]["spec"], common, one)


def _pod(where: str, pod: dict[str, Any], common: Mapping[str, str | None], owner: dict[str, Any]) -> Process:
    [container] = pod["containers"]
    ports = {port["name"]: str(port["containerPort"]) for port in container.get("ports", [])}
    probes = [container[name]["httpGet"] for name in container if name.endswith("Probe")]
    paused = container.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", ["sleep", "0"])
    return Process(
        where=where,
        arguments=tuple(container["args"]),
        settings={**common, **_values(container)},
        stop_seconds=pod["terminationGracePeriodSeconds"] - float(paused[1]) if owner["kind"] != "Job" else None,
        probes=tuple((probe["path"], ports[probe["port"]]) for probe in probes),
        disk="volumeClaimTemplates" in owner["spec"],
        pod=pod,
    )


def cloud_run() -> Iterator[Process]:
    for name in ("door", "worker", "migrate"):
        [one] = read_yaml(DEPLOY / "cloudrun" / f"{name}.yaml")
        template = one["spec"]["template"]["spec"]
        [container] = template.get("template", {}).get("spec", template)["containers"]
        probes = [container[probe]["httpGet"] for probe in container if probe.endswith("Probe")]
        yield Process(
            where=f"cloudrun {name}",
            arguments=tuple(container["args"]),
            settings=_values(container),
            stop_seconds=None if name == "migrate" else CLOUD_RUN_SECONDS,
            probes=tuple((probe["path"], str(probe["port"])) for probe in probes),
        )


def _values(container: Mapping[str, Any]) -> dict[str, str | None]:
    return {one["name"]: one.get("value") for one in container.get("env", [])}


def fly() -> Iterator[Process]:
    told = tomllib.loads((DEPLOY / "fly" / "fly.toml").read_text(encoding="utf-8"))
    service, others = told["http_service"], told["checks"].values()
    checks = [
        (name, check["path"], service["internal_port"]) for check in service["checks"] for name in service["processes"]
    ]
    checks += [(name, check["path"], check["port"]) for check in others for name in check["processes"]]
    disks = {name for mount in told["mounts"] for name in mount["processes"]}
    commands = {**told["processes"], "release": told["deploy"]["release_command"]}
    for name, command in commands.items():
        yield Process(
            where=f"fly {name}",
            arguments=tuple(shlex.split(command)),
            settings=told["env"],
            stop_seconds=None if name == "release" else float(told["kill_timeout"].removesuffix("s")),
            probes=tuple((path, str(port)) for of, path, port in checks if of == name),
            disk=name in disks,
        )


def compose() -> Iterator[Process]:
    [told] = read_yaml(ROOT / "compose.yaml")
    for name, service in told["services"].items():
        if service["image"] == "relais":
            yield Process(
                where=f"compose {name}",
                arguments=tuple(service["command"]),
                settings=service["environment"],
                stop_seconds=None if name == "migrate" else float(service["stop_grace_period"].removesuffix("s")),
                disk=any(volume.endswith(":/data") for volume in service.get("volumes", [])),
            )


def systemd() -> Iterator[Process]:
    common = read_unit(DEPLOY / "systemd" / "relais-.service.d" / "50-common.conf")
    secrets = read_env(DEPLOY / "systemd" / "relais.env.example")
    for path in sorted((DEPLOY / "systemd").glob("*.service")):
        own = read_unit(path)
        oneshot = own.get("Type") == ["oneshot"]
        given = dict(line.split("=", maxsplit=1) for line in [*common["Environment"], *own.get("Environment", [])])
        yield Process(
            where=f"systemd {path.stem}",
            arguments=tuple(shlex.split(own["ExecStart"][0])[1:]),
            settings={name: value or None for name, value in (secrets | given).items()},
            stop_seconds=None if oneshot else float(common["TimeoutStopSec"][0]),
            disk=True,
        )


def read_unit(path: Path) -> dict[str, list[str]]:
    """Return what the section [Service] says, each name with all its values."""
    section = re.split(r"^\[(\w+)\]$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = dict(zip(section[1::2], section[2::2], strict=True))["Service"]
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, value = line.split("=", maxsplit=1)
            found.setdefault(name, []).append(value)
    return found


PROCESSES = {process.where: process for read in (kubernetes, cloud_run, fly, compose, systemd) for process in read()}
