"""What the tools of each platform say of deploy/, as far as they can say it without the platform."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.processes import DEPLOY, read_yaml
from tests.rules.checkout import ROOT

BIN = Path(sys.executable).parent
COMPONENTS = sorted(path.parent.name for path in (DEPLOY / "kubernetes").glob("*/kustomization.yaml"))


def _needed(*names: str) -> str:
    """Return where a tool is; skip where it is not."""
    found = next((path for name in names if (path := shutil.which(name, path=f"{BIN}:{os.environ['PATH']}"))), None)
    if found is None:
        pytest.skip(f"{names[0]} is not on this machine")
    return found


def _run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    ended = _run(_needed("hadolint"), ROOT / "Dockerfile")

    assert (ended.returncode, ended.stdout) == (0, "")


Built = Callable[..., str]


@pytest.fixture
def built(tmp_path: Path) -> Built:
    """Build the manifests, with components if there are to be some."""

    def build(*components: str) -> str:
        kubectl = _needed("kubectl")
        folder = tmp_path / "kubernetes"
        shutil.copytree(DEPLOY / "kubernetes", folder, dirs_exist_ok=True)
        told = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
        (folder / "kustomization.yaml").write_text(yaml.safe_dump(told | {"components": list(components)}))
        ended = _run(kubectl, "kustomize", folder)
        assert (ended.returncode, ended.stderr) == (0, "")
        return ended.stdout

    return build


SETS = {"as it is": ()} | {name: (name,) for name in COMPONENTS} | {
    "all that go together": ("shared-files", "without-spool", "scale-hpa")
}  # fmt: skip


@pytest.mark.parametrize("components", SETS.values(), ids=SETS)
def test_kubernetes_would_take_the_manifests(built: Built, tmp_path: Path, components: tuple[str, ...]) -> None:
    manifests = tmp_path / "built.yaml"
    manifests.write_text(built(*components), encoding="utf-8")

    ended = _run(_needed("kubernetes-validate"), "--strict", manifests)

    said = [line for line in (ended.stdout + ended.stderr).splitlines() if " passed for resource " not in line]
    unknown = [line for line in said if "Couldn't find schema for kind ScaledObject" in line]
    assert said == unknown, "KEDA's own kind is checked below"
    assert bool(unknown) is ("scale-keda" in components)


@pytest.mark.parametrize("components", SETS.values(), ids=SETS)
def test_every_reference_between_manifests_leads_somewhere(built: Built, components: tuple[str, ...]) -> None:
    documents = [one for one in yaml.safe_load_all(built(*components)) if one]
    names = {(one["kind"], one["metadata"]["name"]) for one in documents}
    for one in documents:
        if one["kind"] == "Ingress":
            for path in one["spec"]["rules"][0]["http"]["paths"]:
                assert ("Service", path["backend"]["service"]["name"]) in names
        if one["kind"] == "StatefulSet":
            assert ("Service", one["spec"]["serviceName"]) in names
        if target := one.get("spec", {}).get("scaleTargetRef"):
            assert (target.get("kind", "Deployment"), target["name"]) in names
            [scaled] = [
                other
                for other in documents
                if other["metadata"]["name"] == target["name"] and other["kind"] == "Deployment"
            ]
            assert "replicas" not in scaled["spec"], "two would count against each other"
        for reference in _references(one):
            assert reference in names | {("Secret", "relais")}


def _references(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the settings and claims that the pods of a document take."""
    pod = document.get("spec", {}).get("template", {}).get("spec", {})
    found = [("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"])
             for volume in pod.get("volumes", []) if "persistentVolumeClaim" in volume]  # fmt: skip
    for container in pod.get("containers", []):
        for source in container.get("envFrom", []):
            found += [
                ("ConfigMap" if key == "configMapRef" else "Secret", value["name"]) for key, value in source.items()
            ]
        mounted = {mount["name"] for mount in container.get("volumeMounts", [])}
        claims = {claim["metadata"]["name"] for claim in document["spec"].get("volumeClaimTemplates", [])}
        assert mounted <= {volume["name"] for volume in pod.get("volumes", [])} | claims
    return found


def test_a_cluster_would_take_the_manifests(built: Built, tmp_path: Path) -> None:
    kubectl = _needed("kubectl")
    if _run(kubectl, "version", "--request-timeout=2s").returncode:
        pytest.skip("no cluster answers, and kubectl --dry-run=client asks one which kinds there are")
    (tmp_path / "built.yaml").write_text(built(), encoding="utf-8")

    assert _run(kubectl, "apply", "--dry-run=client", "-f", tmp_path / "built.yaml").returncode == 0


def test_keda_knows_every_field() -> None:
    [one] = read_yaml(DEPLOY / "kubernetes" / "scale-keda" / "worker.yaml")
    assert set(one["spec"]) <= {
        "scaleTargetRef", "minReplicaCount", "maxReplicaCount", "cooldownPeriod", "pollingInterval", "triggers"
    }  # fmt: skip
    assert {key for trigger in one["spec"]["triggers"] for key in trigger["metadata"]} == {
        "serverAddress", "query", "threshold"
    }  # fmt: skip


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with the `relais` of this checkout: systemd looks whether a command is there."""
    folder = tmp_path / "units"
    shutil.copytree(DEPLOY / "systemd", folder)
    for path in folder.glob("*.service"):
        text = path.read_text(encoding="utf-8")
        assert "ExecStart=/opt/relais/bin/relais " in text
        path.write_text(text.replace("/opt/relais/bin/relais", str(BIN / "relais")), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "unit", ["relais-door.service", "relais-worker@1.service", "relais-migrate.service", "relais.target"]
)
def test_systemd_finds_nothing_wrong(units: Path, unit: str) -> None:
    ended = _run(
        _needed("systemd-analyze"), "verify", "--man=no", unit, env=os.environ | {"SYSTEMD_UNIT_PATH": f"{units}:"}
    )

    assert (ended.returncode, ended.stdout + ended.stderr) == (0, "")


@pytest.mark.parametrize("unit", ["relais-door.service", "relais-worker@1.service", "relais-migrate.service"])
def test_systemd_finds_a_unit_well_shut(units: Path, unit: str) -> None:
    ended = _run(
        _needed("systemd-analyze"), "security", "--offline=yes", "--threshold=20", "--no-pager", unit,
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{units}:"},
    )  # fmt: skip

    assert ended.returncode == 0, "an exposure of more than 2.0 of 10"


def test_docker_compose_takes_its_file() -> None:
    docker = _needed("docker")
    if _run(docker, "compose", "version").returncode:
        pytest.skip("this docker has no compose")

    assert _run(docker, "compose", "--file", ROOT / "compose.yaml", "config", "--quiet").returncode == 0


def test_compose_names_what_it_defines() -> None:
    [told] = read_yaml(ROOT / "compose.yaml")
    services, volumes = told["services"], set(told["volumes"])
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        named = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert named <= volumes
    assert {volume for one in services.values() for volume in one.get("volumes", [])} >= {
        "spool:/data",
        "files:/data/media",
    }


FLY: dict[str, set[str]] = {
    "": {"app", "primary_region", "kill_signal", "kill_timeout", "build", "deploy", "env", "processes", "mounts", "http_service", "checks", "vm"},
    "build": {"dockerfile"},
    "deploy": {"release_command", "strategy"},
    "mounts": {"source", "destination", "processes"},
    "http_service": {"processes", "internal_port", "force_https", "auto_stop_machines", "min_machines_running", "checks"},
    "vm": {"processes", "size", "memory"},
}  # fmt: skip
"""Keys of fly.toml that Fly's reference of its configuration knows, of those that are used here."""


def test_fly_knows_every_key() -> None:
    told = tomllib.loads((DEPLOY / "fly" / "fly.toml").read_text(encoding="utf-8"))
    for table, known in FLY.items():
        found = told if not table else told[table]
        for one in found if isinstance(found, list) else [found]:
            assert set(one) <= known
    assert (DEPLOY / "fly" / told["build"]["dockerfile"]).resolve() == ROOT / "Dockerfile"
    groups = set(told["processes"])
    assert {name for one in (*told["mounts"], *told["vm"], told["http_service"]) for name in one["processes"]} <= groups


def test_cloud_run_has_the_door_awake_and_its_processor_on() -> None:
    [door] = read_yaml(DEPLOY / "cloudrun" / "door.yaml")
    annotations = door["spec"]["template"]["metadata"]["annotations"]
    assert annotations["run.googleapis.com/cpu-throttling"] == "false"
    assert int(annotations["autoscaling.knative.dev/minScale"]) >= 1
    [worker] = read_yaml(DEPLOY / "cloudrun" / "worker.yaml")
    assert worker["kind"] == "WorkerPool"
