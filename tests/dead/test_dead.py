"""A message whose turn always fails: set aside with its reason, listed, requeued or discarded."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.conftest import Logged, OpenHouse
from tests.house import House
from tests.phones import WIRES, Phone

BREAK = "alter function list_projects(uuid) rename to list_projects_away"
MEND = "alter function list_projects_away(uuid) rename to list_projects"


async def _set_aside(house: House) -> None:
    """Let a message die: its tool is gone for as long as it is tried."""
    await house.rows.run(BREAK)
    await Phone(house=house, wire=WIRES["cloud"]).says("mes chantiers")
    await house.rows.run(MEND)


BEARER = {"Authorization": "Bearer operator-token"}


async def test_listed_with_its_reason_and_requeued_by_the_api(house_of: OpenHouse, logged: Logged) -> None:
    async with house_of(burst_quiet_ms=0, max_attempts=2, admin_token="operator-token") as house:
        await _set_aside(house)
        [sorry] = house.graph.sent
        assert "Désolé" in sorry.body

        listed = (await house.http.get("/api/v1/dead", headers=BEARER)).json()
        [item] = listed["items"]
        assert item["attempts"] == 2
        assert "list_projects" in item["reason"]
        assert listed["next_cursor"] is None

        requeued = await house.http.post(f"/api/v1/dead/{item['id']}/requeue", headers=BEARER)
        assert requeued.status_code == 200
        await house.settled()
        assert [option[1] for option in house.graph.sent[-1].options] == ["Champigny", "Bureau", "Garage"]
        assert len(house.graph.sent) == 2, "the person is told once that it failed"
        assert await house.rows.column("select outcome from inbox") == ["answered"]
        assert (await house.http.post(f"/api/v1/dead/{item['id']}/requeue", headers=BEARER)).status_code == 404
        assert [line["outcome"] for line in logged("message.handled")] == ["dead", "answered"]


async def test_discarded_it_is_listed_no_more_and_its_outcome_stays(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0, max_attempts=1, admin_token="operator-token") as house:
        await _set_aside(house)
        number = await house.rows.value("select id from inbox")
        assert (await house.http.post(f"/api/v1/dead/{number}/discard", headers=BEARER)).status_code == 200
        assert (await house.http.get("/api/v1/dead", headers=BEARER)).json()["items"] == []
        assert await house.rows.all("select state, outcome from inbox") == [{"state": "done", "outcome": "dead"}]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Basic operator-token"}, 401),
        (BEARER, 200),
    ],
    ids=["nothing", "wrong", "another-scheme", "right"],
)
async def test_only_who_bears_the_token_may_ask(house_of: OpenHouse, headers: dict[str, str], status: int) -> None:
    async with house_of(admin_token="operator-token") as house:
        answer = await house.http.get("/api/v1/dead", headers=headers)
        assert answer.status_code == status
        assert ("error" in answer.json()) == (status != 200)


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "cursor=-1", "cursor=²"])
async def test_a_malformed_page_is_422(house: House, query: str) -> None:
    answer = await house.http.get(f"/api/v1/dead?{query}")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "malformed"


async def test_pages_hold_everything_once(house: House) -> None:
    await house.rows.run(
        "insert into inbox (contact_id, channel, provider_message_id, sender, kind, content, state, outcome) "
        "select '50000000-0000-4000-8000-000000000001', 'cloud', 'wamid.' || n, '+33600000001', 'text', '{}', 'dead', "
        "'dead' from generate_series(1, 7) n"
    )
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        told = (await house.http.get(f"/api/v1/dead?limit=3&cursor={cursor}")).json()
        seen += [item["message_id"] for item in told["items"]]
        cursor = told["next_cursor"]
    assert seen == [f"wamid.{number}" for number in range(1, 8)]


async def _relais(dsn: str, *arguments: str) -> tuple[int, str, str]:
    """Run the command as an operator does."""
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("relais")),
        *arguments,
        env={"DATABASE_URL": dsn, "PATH": "/usr/bin:/bin"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_the_command_lists_shows_requeues_and_discards(house_of: OpenHouse, dsn: str) -> None:
    async with house_of(burst_quiet_ms=0, max_attempts=1) as house:
        assert (await _relais(dsn, "dead", "list"))[:2] == (0, "No message is set aside.\n")
        await _set_aside(house)
        number = str(await house.rows.value("select id from inbox"))
        code, out, _ = await _relais(dsn, "dead", "list", "--json")
        assert code == 1
        assert f'"id":{number}' in out
        code, out, _ = await _relais(dsn, "dead", "show", number)
        assert code == 0
        assert "list_projects" in out
        assert (await _relais(dsn, "dead", "requeue", number))[:2] == (0, f"requeued {number}\n")
        await house.settled()
        assert await house.rows.column("select outcome from inbox") == ["answered"]
        code, _, err = await _relais(dsn, "dead", "discard", number)
        assert (code, err) == (1, f"relais: no message {number} is set aside\n")
