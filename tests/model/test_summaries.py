"""A conversation that is over is summed up once, by a job that may be killed at any time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from errors import ModelDeferredError
from handlers.summaries import summaries_job
from pipeline.intents.training import intent_classifier
from services import Services
from services.database.asyncpg import AsyncpgDatabase
from services.store import LaneRules, Store
from tests.conftest import Logged, OpenHouse
from tests.model.models import Script, model_of
from tests.rows import Rows
from tests.sql.demo import JEAN

SESSION = """
    insert into conversation_sessions (subcontractor_id, id, status, ended_at, ended_reason, summary)
    values ($1, gen_random_uuid(), 'ended', now() - $2::text::interval, 'timeout', 'messages 4') returning id
"""
SAID = """
    insert into messages (subcontractor_id, session_id, direction, body)
    select $1, $2, case when n % 2 = 1 then 'inbound' else 'outbound' end, 'mot ' || n from generate_series(1, $3) n
"""
SUMMARIES = "select summary from conversation_sessions order by ended_at desc"
PLAIN, OURS = "messages 4", "Il a demandé ses chantiers."


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The job of a worker, and the rows that it works on."""

    rows: Rows
    services: Services
    script: Script

    async def run(self) -> dict[str, int]:
        """Run it once, as the schedule does at its time."""
        return await summaries_job(self.services, model_of(self.script)).work()

    async def ended(self, *, ago: str = "1 minute", messages: int = 4, who: str = JEAN) -> str:
        """Write down a conversation that ended."""
        session = str(await self.rows.value(SESSION, who, ago))
        await self.rows.run(SAID, who, session, messages)
        return session


@pytest.fixture
async def job(rows: Rows, database: AsyncpgDatabase, script: Script) -> Job:
    script.sums_up = OURS
    store = Store(database, LaneRules(), worker="test")
    services = Services(
        store=store,
        channels={},
        classifier=intent_classifier(),
        default_language="fr",
        secrets=frozenset({"EAAG-s3cret"}),
    )
    return Job(rows=rows, services=services, script=script)


async def test_a_conversation_is_summed_up_once(job: Job, logged: Logged) -> None:
    await job.rows.run("insert into prices values ('model.test-model.input', 0.01)")
    session = await job.ended()
    assert await job.run() == {"summaries": 1, "without": 0}
    assert await job.run() == {"summaries": 0, "without": 0}
    [row] = await job.rows.all("select * from conversation_sessions where id = $1", session)
    assert row["summary"] == OURS
    assert row["summarised_at"] is not None
    assert row["total_cost"] > Decimal(0)
    assert await job.rows.value("select tokens from model_use") == logged("model.asked")[0]["tokens"]
    assert job.script.asked == ["summary"]
    assert job.script.data == {
        "messages": [{"by": by, "text": f"mot {n}"} for n, by in enumerate(["person", "bot"] * 2, 1)],
        "language": "French",
    }


LEFT_ALONE = {
    "it was short": {"messages": 3},
    "it was long ago": {"ago": "25 hours"},
}


@pytest.mark.parametrize("how", LEFT_ALONE.values(), ids=LEFT_ALONE)
async def test_is_left_alone(job: Job, how: dict[str, Any]) -> None:
    await job.ended(**how)
    assert await job.run() == {"summaries": 0, "without": 0}
    assert await job.rows.column(SUMMARIES) == [PLAIN]


async def test_what_goes_on_or_has_no_tokens_left_is_left_alone(job: Job) -> None:
    session = await job.ended()
    await job.rows.run("update conversation_sessions set status = 'active', ended_at = null where id = $1", session)
    await job.ended()
    await job.rows.run("update runtime_settings set value = '0' where name = 'model_daily_tokens'")
    assert await job.run() == {"summaries": 0, "without": 0}


async def test_what_ended_again_is_summed_up_again(job: Job) -> None:
    session = await job.ended()
    await job.rows.run("update conversation_sessions set status = 'escalated' where id = $1", session)
    await job.run()
    assert await job.rows.value("select end_session($1, 'operator')", session)
    assert (await job.rows.column(SUMMARIES))[0].startswith("messages 4")
    await job.run()
    assert await job.rows.column(SUMMARIES) == [OURS]


UNUSABLE = {
    "nothing": "  ",
    "the instructions": "Sum up the conversation in `messages` for an operator who has not read it, please.",
}


@pytest.mark.parametrize("summary", UNUSABLE.values(), ids=UNUSABLE)
async def test_without_a_usable_one_the_plain_summary_stays(job: Job, summary: str) -> None:
    await job.ended()
    job.script.sums_up = summary
    assert await job.run() == {"summaries": 0, "without": 1}
    assert await job.run() == {"summaries": 0, "without": 0}
    assert await job.rows.column(SUMMARIES) == [PLAIN]


async def test_it_holds_no_id_and_no_secret_and_is_short(job: Job) -> None:
    session = await job.ended()
    job.script.sums_up = f"Session {session}, EAAG-s3cret, https://evil.example.\n\n" + "mot " * 500
    await job.run()
    [summary] = await job.rows.column(SUMMARIES)
    assert summary.startswith("Session …, …, … mot mot")
    assert len(summary) <= 300
    assert "\n" not in summary


async def test_a_model_that_is_away_is_asked_again_at_the_next_time(job: Job) -> None:
    for minutes in range(3):
        await job.ended(ago=f"{minutes} minutes")

    async def away() -> None:
        raise ModelDeferredError("away")

    job.script.before = away
    assert await job.run() == {"summaries": 0, "without": 0}
    assert len(job.script.asked) == 0
    job.script.before = None
    assert await job.run() == {"summaries": 3, "without": 0}
    assert await job.rows.column(SUMMARIES) == [OURS] * 3


async def test_a_job_that_is_killed_is_done_by_the_next_one(job: Job) -> None:
    for minutes in range(12):
        await job.ended(ago=f"{minutes} minutes")
    asked = 0

    async def kill_the_sixth() -> None:
        nonlocal asked
        asked += 1
        if asked == 6:
            raise asyncio.CancelledError

    job.script.before = kill_the_sixth
    with pytest.raises(asyncio.CancelledError):
        await job.run()
    assert sorted(await job.rows.column(SUMMARIES)) == [OURS] * 5 + [PLAIN] * 7
    assert await job.run() == {"summaries": 7, "without": 0}


async def test_the_worker_has_the_job_only_with_a_model(house_of: OpenHouse, script: Script, rows: Rows) -> None:
    async with house_of(services={"model": model_of(script)}) as house:
        await house.until(
            "select count(*) = 1 from maintenance_runs where job = 'summaries' and error is null and finished_at is not null"
        )
    await rows.run("truncate maintenance_runs")
    async with house_of() as house:
        await house.until(
            "select count(*) >= 1 from maintenance_runs where job = 'check-sessions' and finished_at is not null"
        )
    assert await rows.value("select count(*) from maintenance_runs where job = 'summaries'") == 0
