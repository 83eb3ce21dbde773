"""relais with nothing but SUPABASE_URL and its key: the story, the commands, and an outage."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import Logged
from tests.door.processes import relais, serving
from tests.house import House, open_house
from tests.phones import JEAN, WIRES, Phone
from tests.rows import Rows
from tests.supabase.conftest import Project, key
from tests.supabase.gateway import Gateway, answers

CHAMPIGNY = "90000000-0000-4000-8000-000000000001"


@pytest.fixture
def only_rest(gateway: Gateway) -> dict[str, str]:
    return {"SUPABASE_URL": gateway.url, "SUPABASE_SERVICE_ROLE_KEY": key("service_role")}


def _settings(gateway: Gateway, **more: Any) -> dict[str, Any]:
    return {
        "database_url": None,
        "supabase_url": gateway.url,
        "supabase_service_role_key": key("service_role"),
        "burst_quiet_ms": 0,
        **more,
    }


async def test_the_story(project: Project, rows: Rows, gateway: Gateway, logged: Logged) -> None:
    async with open_house(project.dsn, **_settings(gateway)) as house:
        jean = Phone(house=house, wire=WIRES["cloud"])
        [hello] = await jean.says("Bonjour")
        assert "Bonjour Jean" in hello.body
        [sites] = await jean.taps(hello, "Voir mes chantiers")
        assert [option[1] for option in sites.options] == ["Champigny", "Bureau", "Garage"]
        [tasks] = await jean.taps(sites, "Champigny")
        assert "Champigny" in tasks.body
        assert house.parts.postgres is None
        assert (await _ready(house)).json()["status"] == "ok"

    assert await rows.value("select last_project_id from subcontractors where phone = $1", JEAN) == CHAMPIGNY
    assert await rows.column("select outcome from inbox order by id") == ["answered"] * 3
    assert logged("turn.failed", "listener.lost", "error.unexpected") == []


async def _ready(house: House) -> httpx.Response:
    return await house.http.get("/health/ready")


async def test_nothing_is_lost_while_the_gateway_is_broken(
    project: Project, rows: Rows, gateway: Gateway, tmp_path: Path
) -> None:
    async with open_house(project.dsn, **_settings(gateway, spool_dir=str(tmp_path / "spool"))) as house:
        jean = Phone(house=house, wire=WIRES["cloud"])
        gateway.fault = answers(401, '{"message": "Invalid API key"}', "application/json")
        await jean.wire.write(house, JEAN, "Bonjour")
        ready = await _ready(house)
        assert (ready.status_code, await rows.value("select count(*) from inbox")) == (503, 0)
        gateway.fault = None
        await house.until("select count(*) = 1 from inbox where outcome = 'answered'")


async def test_serve_starts_and_stops(only_rest: dict[str, str], tmp_path: Path, rows: Rows) -> None:
    assert rows
    async with serving("serve", cwd=tmp_path, **only_rest) as process:
        address = (await process.logs("service.started"))["address"]
        async with httpx.AsyncClient(base_url=address) as http:
            assert (await http.get("/health/ready")).status_code == 200
        await process.terminated()


async def test_commands_that_ask_and_tell(only_rest: dict[str, str], tmp_path: Path, rows: Rows) -> None:
    assert rows
    ends = [
        await asyncio.to_thread(relais, *arguments, cwd=tmp_path, **only_rest)
        for arguments in (["dead", "list"], ["why", "wamid.nobody"])
    ]
    assert [(end.returncode, end.stdout + end.stderr) for end in ends] == [
        (0, "No message is set aside.\n"),
        (1, "relais: no message has the id wamid.nobody\n"),
    ]


async def test_the_doctor_looks(only_rest: dict[str, str], tmp_path: Path, rows: Rows) -> None:
    assert rows
    end = await asyncio.to_thread(relais, "doctor", "--json", cwd=tmp_path, **only_rest)
    assert (end.returncode, end.stderr) == (0, "")
    checks = {check["check_name"]: check for check in json.loads(end.stdout)["checks"]}
    assert checks["way"]["detail"] == "over Supabase's REST"
    assert {check["status"] for check in checks.values()} == {"ok"}


async def test_migrate_says_what_to_do_instead(only_rest: dict[str, str], tmp_path: Path) -> None:
    end = await asyncio.to_thread(relais, "migrate", cwd=tmp_path, **only_rest)
    assert (end.returncode, end.stdout) == (2, "")
    assert end.stderr.count("\n") == 1
    assert "DATABASE_URL" in end.stderr
    assert "dist/relais.sql" in end.stderr
