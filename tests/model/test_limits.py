"""What a person may use in a day, by their own clock."""

from __future__ import annotations

import pytest

from tests.conftest import Logged
from tests.model.models import Script
from tests.model.texts import QUESTION
from tests.phones import Phone
from tests.rows import Rows
from tests.sql.demo import JEAN

LEFT = "select model_tokens_left($1)"
BILL = "select bill_costs($1, $2)"


def _used(*quantities: int, item: str = "model.x.input") -> list[dict[str, object]]:
    return [{"item": item, "quantity": quantity} for quantity in quantities]


async def test_a_day_has_its_tokens(rows: Rows) -> None:
    assert await rows.value(LEFT, JEAN) == 50_000
    await rows.value(BILL, JEAN, [*_used(1000, 200), *_used(5, item="message.cloud.in")])
    assert await rows.value(LEFT, JEAN) == 48_800
    await rows.value(BILL, JEAN, _used(100_000))
    assert await rows.value(LEFT, JEAN) == 0


@pytest.mark.parametrize(("timezone", "hour"), [("Europe/Paris", 6), ("Asia/Tokyo", 6), ("Nowhere/Land", 6)])
async def test_the_next_day_begins_when_the_persons_day_does(rows: Rows, timezone: str, hour: int) -> None:
    await rows.run("update subcontractors set timezone = $2 where id = $1", JEAN, timezone)
    await rows.value(BILL, JEAN, _used(30_000))
    assert await rows.value(LEFT, JEAN) == 20_000
    zone = timezone if "/Land" not in timezone else "Europe/Paris"
    began = await rows.value("select extract(hour from day_start at time zone $1)::int from model_use", zone)
    assert began == hour
    await rows.run("update model_use set day_start = day_start - interval '1 day'")
    assert await rows.value(LEFT, JEAN) == 50_000
    await rows.value(BILL, JEAN, _used(10))
    assert await rows.value("select tokens from model_use") == 10


@pytest.mark.parametrize(
    ("limit", "left"), [("100", 100), ("0", 0), ("50k", 50_000), ("", 50_000), ("-1", 50_000), ("9" * 30, 50_000)]
)
async def test_the_limit_is_a_row_that_operators_change(rows: Rows, limit: str, left: int) -> None:
    await rows.run("update runtime_settings set value = $1 where name = 'model_daily_tokens'", limit)
    assert await rows.value(LEFT, JEAN) == left


async def test_without_the_row_there_is_a_limit_all_the_same(rows: Rows) -> None:
    await rows.run("delete from runtime_settings where name = 'model_daily_tokens'")
    assert await rows.value(LEFT, JEAN) == 50_000


async def test_what_costs_nothing_leaves_no_row(rows: Rows) -> None:
    assert await rows.value(BILL, JEAN, []) == 0
    assert await rows.value(BILL, JEAN, _used(0)) == 0
    assert await rows.value("select count(*) from model_use") == 0


async def test_beyond_it_the_offline_answer_is_given(jean: Phone, script: Script, logged: Logged) -> None:
    script.says = {"text": "Il vous reste deux tâches."}
    [answer] = await jean.says(QUESTION)
    assert answer.body == "Il vous reste deux tâches."
    await jean.house.rows.run("update runtime_settings set value = '1' where name = 'model_daily_tokens'")
    [menu] = await jean.says(QUESTION)
    assert len(menu.options) == 6
    assert script.asked == ["answer"]
    assert [line["level"] for line in logged("model.limited")] == ["info"]
