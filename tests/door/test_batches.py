"""One POST of Meta's may hold many entries, changes, people, messages and statuses."""

from __future__ import annotations

import random
import string
from typing import Any

import pytest

from tests.door.servers import on_one_server
from tests.fakes.graph import signed, status, text, webhook
from tests.house import House
from tests.phones import JEAN

pytestmark = on_one_server

MARIA, ANDREI, STRANGER = "+33600000002", "+33600000003", "+33699999999"
PEOPLE = (JEAN, MARIA, ANDREI, STRANGER)


async def test_many_entries_changes_people_messages_and_statuses(door: House) -> None:
    webhooks = [
        webhook([text(who, f"{who} {n}") for who in PEOPLE], statuses=[status("wamid.x", "read")]) for n in "ab"
    ]
    changes = [change for one in webhooks for change in one["entry"][0]["changes"]]
    both = webhooks[0] | {"entry": [{"id": "1", "changes": changes}, *webhook([text(JEAN, "last")])["entry"]]}

    assert (await door.from_meta(both)).status_code == 200

    said = await door.rows.column("select content ->> 'text' from inbox order by id")
    assert sorted(said) == sorted([*(f"{who} {n}" for who in PEOPLE for n in "ab"), "last"])
    assert [one for one in said if one.startswith(JEAN) or one == "last"] == [f"{JEAN} a", f"{JEAN} b", "last"]
    assert await door.rows.value("select count(*) from lanes where due_at is not null") == len(PEOPLE)


def _word(length: int) -> str:
    """Return a text that no compression makes short."""
    return "".join(random.Random(7).choices(string.ascii_letters, k=length))


BROKEN: dict[str, dict[str, Any]] = {
    "a text without body": {"text": {}},
    "a text that is a list": {"text": [1]},
    "an endless type": {"type": _word(20_000)},
    "an endless id": {"id": _word(20_000)},
    "an endless user id": {"from_user_id": _word(20_000)},
    "an endless phone": {"from": _word(20_000), "from_user_id": None},
    "an endless text": {"text": {"body": _word(200_000)}},
    "a time beyond every calendar": {"timestamp": "9" * 30},
    "a time before every calendar": {"timestamp": "-99999999999"},
    "an endless quotation": {"context": {"id": _word(20_000)}},
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
async def test_one_broken_message_harms_no_neighbour(door: House, broken: dict[str, Any]) -> None:
    batch = webhook([text(JEAN, "before"), text(MARIA, "broken") | broken, text(ANDREI, "after")])

    assert (await door.from_meta(batch)).status_code == 200

    said = await door.rows.column(
        "select content ->> 'text' from inbox where sender in ($1, $2) order by id", JEAN, ANDREI
    )
    assert said == ["before", "after"]


async def test_what_cannot_be_read_is_unsupported(door: House) -> None:
    batch = webhook([text(JEAN, "before"), text(MARIA, "?") | {"text": []}, text(ANDREI, "?") | {"type": "telepathy"}])

    assert (await door.from_meta(batch)).status_code == 200

    assert await door.rows.column("select kind from inbox order by sender") == ["text", "unsupported", "unsupported"]


async def test_a_batch_of_a_thousand(door: House) -> None:
    body, headers = signed(webhook([text(PEOPLE[n % 4], f"{n}") for n in range(1000)]))

    assert (await door.http.post("/webhook/whatsapp", content=body, headers=headers)).status_code == 200

    assert await door.rows.value("select count(distinct content ->> 'text') from inbox") == 1000
