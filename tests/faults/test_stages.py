"""A worker is killed before and after each stage of the pipeline: the next one does the turn, and does it once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.faults.dying import heir, killed, stages
from tests.faults.promises import Promises
from tests.faults.scale import scaled
from tests.faults.workers import deliver, statuses
from tests.lanes.people import register
from tests.rows import Rows

pytestmark = on_one_server

PEOPLE, ROUNDS = scaled(20, 60), scaled(1, 10)

OFFICE = "90000000-0000-4000-8000-000000000002"
CHAMPIGNY = "90000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_worker_is_killed_at_every_stage(
    house_of: OpenHouse, dsn: str, tmp_path: Path, promises: Promises, moment: str
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house, statuses(house):
        webhooks = _talk(await _returning(house.rows, PEOPLE))
        await deliver(house, webhooks)
        lives = [f"kill {moment} {stage}" for stage in stages(house.parts.services)]
        await killed(house, dsn, tmp_path, *lives * ROUNDS, WORKER_CONCURRENCY="2")
        async with heir(house, dsn, tmp_path):
            await promises.hold(house, webhooks)

        assert await _effects(house.rows) == {
            "said": len(webhooks),
            "different": len(webhooks),
            "turns": len(webhooks),
            "chosen": PEOPLE,
        }


async def test_who_returns_hears_about_their_last_site_although_the_first_worker_died(
    house_of: OpenHouse, dsn: str, tmp_path: Path
) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as house:
        returning, removed = await _returning(house.rows, 2)
        await house.rows.run(
            "delete from project_members m using subcontractors s where s.id = m.subcontractor_id and s.phone = $1",
            removed,
        )
        await deliver(house, [graph.webhook([graph.text(phone, "Bonjour")]) for phone in (returning, removed)])
        await killed(house, dsn, tmp_path, *["kill after restore_project"] * 2, WORKER_CONCURRENCY="1")
        async with heir(house, dsn, tmp_path):
            await house.settled()

        heard = {sent.to: sent.body for sent in house.graph.sent}
        assert "Bureau" in heard[returning]
        assert "dernier chantier" in heard[removed]


async def _returning(rows: Rows, count: int) -> list[str]:
    """Register people who chose a site once and have no session: their next one begins with it."""
    phones = await register(rows, count)
    await rows.run(
        "insert into project_members (subcontractor_id, project_id) "
        "select s.id, p.id from subcontractors s cross join projects p where s.phone = any($1)",
        phones,
    )
    await rows.run("update subcontractors set last_project_id = $2 where phone = any($1)", phones, OFFICE)
    return phones


def _talk(phones: list[str]) -> list[dict[str, Any]]:
    """Return a text that goes on with the last site, a tap that chooses another, and a text that ends it."""
    return [
        graph.webhook([item])
        for phone in phones
        for item in (
            graph.text(phone, "Bonjour"),
            graph.button(phone, f"proj_{CHAMPIGNY}", "Champigny"),
            graph.text(phone, "Merci"),
        )
    ]


async def _effects(rows: Rows) -> dict[str, int]:
    """Return what the turns did beside their replies; somebody whose turn was done twice would count twice."""
    [found] = await rows.all(
        """
        select count(*) as said, count(distinct m.provider_message_id) as different,
               (select sum(turn_count)::int from conversation_sessions) as turns,
               (select count(*) from conversation_sessions where current_project_id = $1) as chosen
        from messages m where m.direction = 'inbound'
        """,
        CHAMPIGNY,
    )
    return found
