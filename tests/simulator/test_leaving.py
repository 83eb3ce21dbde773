"""Trouble on the way out, switched on at the server: what the contract promises, part by part."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house import House
from tests.phones import JEAN

_PART = "select state, attempts, last_error, provider_message_id from outbox"


async def _switch(house: House, name: str | None) -> Any:
    answer = await house.http.put("/simulator/trouble", json={"send": name})
    assert answer.status_code == 200
    return answer.json()["sends"]["chosen"]


async def _says(house: House, text: str) -> None:
    assert (await house.from_simulator({"id": text, "phone": JEAN, "text": text})).status_code == 200


@pytest.mark.parametrize(
    ("name", "code"), [("rate_limited", "130429"), ("pair_limited", "131056"), ("server_error", "131000")]
)
async def test_what_passes_is_tried_again_and_sent_once(house: House, name: str, code: str) -> None:
    assert await _switch(house, name) == name
    await _says(house, "Bonjour")
    await house.until("select count(*) = 1 from outbox where attempts >= 2 and last_error like $1", f"%{code}%")
    assert await house.rows.value("select count(*) from outbox where state = 'sent'") == 0

    assert await _switch(house, None) is None
    await house.settled()
    [part] = await house.rows.all(_PART)
    assert part["state"] == "sent"
    assert [item["direction"] for item in await _chat(house)] == ["in", "out"]


async def test_a_lost_answer_is_reconciled_and_sent_once(house: House) -> None:
    await _switch(house, "lost_answer")
    await _says(house, "Bonjour")
    await house.until("select count(*) = 1 from outbox where state = 'sending' and last_error is not null")
    await house.until("select count(*) = 1 from outbox where state = 'delivered'")
    [part] = await house.rows.all(_PART)
    assert part["attempts"] == 1
    assert part["provider_message_id"].startswith("sim.")


async def test_parts_behind_a_lost_answer_do_not_wait_for_long(house: House) -> None:
    await _switch(house, "lost_answer")
    for text in ("Bonjour", "Menu"):
        await _says(house, text)
    await house.until("select count(*) = 2 from outbox where state = 'delivered' and attempts = 1")


@pytest.mark.parametrize(("name", "code"), [("window_closed", "131047"), ("refused", "131026")])
async def test_a_refusal_is_final(house: House, name: str, code: str) -> None:
    await _switch(house, name)
    await _says(house, "Bonjour")
    await house.until("select count(*) = 1 from outbox where state = 'failed'")
    await _switch(house, None)
    await _says(house, "Menu")
    await house.settled()
    assert await house.rows.all("select state, attempts from outbox order by id") == [
        {"state": "failed", "attempts": 1},
        {"state": "sent", "attempts": 1},
    ]
    [_, failed, *_] = await _chat(house)
    assert code in failed["error"]
    assert failed["answers"] == "sim.Bonjour"


async def _chat(house: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await house.rows.value("select simulator_chat($1, 0, 0)", JEAN)
    return found
