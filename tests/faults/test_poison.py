"""Messages whose turns always fail, among many people: set aside, told once, mended and answered; nobody else notices."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.conftest import OpenHouse
from tests.door.processes import Serving, relais
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.faults.promises import Promises
from tests.faults.scale import scaled
from tests.faults.workers import deliver, talk, worker
from tests.house import House
from tests.lanes.people import register

pytestmark = on_one_server

PEOPLE, POISONED, ATTEMPTS, BASE_SECONDS = scaled(30, 150), 4, 3, 0.2
SETTINGS = {
    "LEASE_SECONDS": "10",
    "MAX_ATTEMPTS": str(ATTEMPTS),
    "RETRY_BASE_SECONDS": str(BASE_SECONDS),
    "SEND_RATE_PER_SECOND": "1000",
}
BREAK = "alter function list_projects(uuid) rename to list_projects_away"
MEND = "alter function list_projects_away(uuid) rename to list_projects"


async def test_poison_harms_nobody_else_and_is_answered_once_when_its_cause_is_mended(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises
) -> None:
    async with (
        house_of(role="door", burst_quiet_ms=0) as house,
        worker(house, dsn, tmp_path, **SETTINGS) as one,
        worker(house, dsn, tmp_path, **SETTINGS) as other,
    ):
        everybody = await register(house.rows, PEOPLE)
        poisoned = everybody[:: PEOPLE // POISONED][:POISONED]
        webhooks = [*talk(everybody, 1), *map(_poison, poisoned), *talk(everybody, 2)]

        await house.rows.run(BREAK)
        await asyncio.gather(one.logs("service.started"), other.logs("service.started"))
        await deliver(house, webhooks)
        await promises.hold(house, webhooks)
        await _check_set_aside(house, poisoned)
        for who in poisoned:
            assert _heard(house, who) == ["thanks", "sorry", "thanks", "thanks"], "the lane goes on behind it"

        await house.rows.run(MEND)
        await _requeue_all(house, dsn, tmp_path)
        await promises.hold(house, webhooks)
        assert await house.rows.column("select distinct outcome from inbox") == ["answered"]
        for who in poisoned:
            assert _heard(house, who) == ["thanks", "sorry", "thanks", "thanks", "sites"], "no second apology"
        _check_pauses([*await _failures(one), *await _failures(other)], len(poisoned))


def _poison(who: str) -> dict[str, Any]:
    return graph.webhook([graph.button(who, "view_sites_fr", "Voir mes chantiers")])


def _heard(house: House, who: str) -> list[str]:
    """Return what a person was told, in order, by its kind."""
    return [_kind(sent.body) for sent in house.graph.sent if sent.to == who]


def _kind(body: str) -> str:
    kinds = {"Désolé": "sorry", "chantier": "sites"}
    return next((kind for word, kind in kinds.items() if word in body), "thanks")


async def _check_set_aside(house: House, poisoned: Sequence[str]) -> None:
    """Check that exactly the poison is dead, by its reason, and that nobody else's turn had to be tried again."""
    dead = (await house.http.get("/api/v1/dead")).json()["items"]
    assert sorted(item["sender"] for item in dead) == sorted(poisoned)
    assert {item["attempts"] for item in dead} == {ATTEMPTS}
    assert all("list_projects" in item["reason"] for item in dead)
    others = "select distinct outcome, attempts, last_error from inbox where state <> 'dead'"
    assert await house.rows.all(others) == [{"outcome": "answered", "attempts": 1, "last_error": None}]


async def _requeue_all(house: House, dsn: str, cwd: Path) -> None:
    """Requeue one by the API and the others by the command; the list is empty then."""
    code, [first, *others] = await _list(dsn, cwd)
    assert code == 1
    assert (await house.http.post(f"/api/v1/dead/{first['id']}/requeue")).status_code == 200
    numbers = [str(item["id"]) for item in others]
    ended = await asyncio.to_thread(relais, "dead", "requeue", *numbers, cwd=cwd, DATABASE_URL=dsn)
    assert (ended.returncode, ended.stdout.split()[1::2]) == (0, numbers)
    assert await _list(dsn, cwd) == (0, [])


async def _list(dsn: str, cwd: Path) -> tuple[int, list[dict[str, Any]]]:
    ended = await asyncio.to_thread(relais, "dead", "list", "--json", cwd=cwd, DATABASE_URL=dsn)
    return ended.returncode, json.loads(ended.stdout)


async def _failures(ended: Serving) -> list[Mapping[str, Any]]:
    return [line for line in await ended.terminated() if line["event"] in {"turn.failed", "turn.dead"}]


def _check_pauses(failures: Sequence[Mapping[str, Any]], poisoned: int) -> None:
    """Check that the pauses between one message's attempts grow as contract §3 says; a busy machine makes them longer."""
    tried: dict[str, list[datetime]] = defaultdict(list)
    for line in sorted(failures, key=lambda line: line["timestamp"]):
        tried[line["message_id"]].append(datetime.fromisoformat(line["timestamp"]))
    assert [len(times) for times in tried.values()] == [ATTEMPTS] * poisoned
    for times in tried.values():
        for number, (before, after) in enumerate(pairwise(times)):
            assert (after - before).total_seconds() >= 0.7 * BASE_SECONDS * 4**number
