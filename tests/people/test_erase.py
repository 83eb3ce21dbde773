"""Erasing somebody while they are talked to, under every address, registered or not; and afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from errors import LeaseLostError
from services.personal_data import PersonalData
from services.store import Store
from tests.conftest import Logged, OpenHouse
from tests.door.waiting import eventually
from tests.house import House
from tests.lanes.stores import next_reply, next_turn, result, say
from tests.people.filled import found
from tests.phones import JEAN, WIRES, Phone
from tests.rows import Rows
from tests.sql.demo import CHAMPIGNY
from tests.sql.demo import JEAN as JEANS_ID

STRANGER = "+33699887766"
REGISTER = "insert into subcontractors (phone, name) values ($1, $2) returning id"
KNOW = "select find_or_create_contact($1, $2)"
WAITS = "select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock' and query like $1"
EFFECT = "select apply_effect($1, null, jsonb_build_object('effect', 'select_project', 'project_id', $2::text))"


async def _erase(people: PersonalData, address: str) -> bool:
    person = await people.find(address)
    return person is not None and await people.erase(person.id) is not None


async def test_a_turn_in_flight_loses_its_lane_and_writes_nothing(
    people: PersonalData, store: Store, rows: Rows
) -> None:
    await say(store, JEAN, "Bonjour")
    turn = await next_turn(store)
    session = await store.open_session(JEANS_ID, reply_to=None, history=10)
    assert await _erase(people, JEAN)
    with pytest.raises(LeaseLostError):
        await store.finish_turn(turn, result(turn, session.session_id))
    with pytest.raises(LeaseLostError):
        await store.fail_turn(turn, error="it broke", retry_seconds=0, apology=())
    assert await found(rows, JEANS_ID, JEAN[1:]) == {}


async def test_a_reply_in_flight_writes_nothing(people: PersonalData, store: Store, rows: Rows) -> None:
    await say(store, JEAN, "Bonjour")
    turn = await next_turn(store)
    session = await store.open_session(JEANS_ID, reply_to=None, history=10)
    await store.finish_turn(turn, result(turn, session.session_id, parts=2))
    reply = await next_reply(store)
    assert await _erase(people, JEAN)
    assert await store.reply_sent(reply, "wamid.out") is None
    assert await store.reply_failed(reply, outcome="deferred", error="later", retry_seconds=0) is None
    assert await found(rows, JEANS_ID, JEAN[1:]) == {}


async def test_it_waits_for_a_commit_that_is_under_way(store: Store, rows: Rows, dsn: str) -> None:
    """And without a deadlock: the locks are taken in the order in which a turn takes them."""
    await say(store, JEAN, "Bonjour")
    turn = await next_turn(store)
    async with Rows(dsn) as worker, Rows(dsn) as eraser:
        await worker.run("begin")
        await worker.value("select hold_lane($1, $2)", JEANS_ID, turn.fence)
        erasing = asyncio.create_task(eraser.value("select erase_person($1)", JEANS_ID))
        await eventually(partial(rows.value, WAITS, "%erase_person%"))
        await worker.run(EFFECT, JEANS_ID, CHAMPIGNY)
        await worker.run("select add_replies($1, $2, $3)", JEANS_ID, turn.messages[0].id, _part())
        await worker.run("commit")
        assert await erasing
    assert await found(rows, JEANS_ID, JEAN[1:]) == {}


def _part() -> list[dict[str, object]]:
    return [{"part": 1, "recipient": JEAN, "channel": "cloud", "payload": {"kind": "text", "text": "Bonjour"}}]


async def test_a_message_that_comes_in_the_middle_is_stored_after_it(store: Store, rows: Rows, dsn: str) -> None:
    async with Rows(dsn) as eraser:
        await eraser.run("begin")
        await eraser.run("select erase_person($1)", JEANS_ID)
        coming = asyncio.create_task(say(store, JEAN, "Bonjour"))
        await eventually(partial(rows.value, WAITS, "%receive_events%"))
        await eraser.run("commit")
    await coming
    assert await rows.column("select contact_id <> $1 from inbox", JEANS_ID) == [True]


async def test_a_second_time_nobody_is_known(people: PersonalData) -> None:
    assert await people.erase(JEANS_ID) is not None
    assert await people.erase(JEANS_ID) is None
    assert await people.export(JEANS_ID) is None
    assert await people.find(JEAN) is None


async def test_at_the_same_time_one_erases(people: PersonalData) -> None:
    done = await asyncio.gather(*(people.erase(JEANS_ID) for _ in range(4)))
    assert sum(found is not None for found in done) == 1


ADDRESSES: dict[str, Callable[[str], str]] = {
    "the phone": lambda _id: "+525512345678",
    "its variant": lambda _id: "+5215512345678",
    "the user id": lambda _id: "MX.42",
    "our id": str,
    "our id in capitals": str.upper,
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize("registered", [True, False], ids=["registered", "a stranger"])
async def test_they_are_known_by_each_address(
    people: PersonalData, rows: Rows, address: Callable[[str], str], registered: bool
) -> None:
    if registered:
        await rows.value(REGISTER, "+525512345678", "Zoé")
    known = await rows.value(KNOW, "+525512345678", "MX.42")
    person = await people.find(address(known))
    assert person is not None
    assert (person.id, person.phone) == (known, "+525512345678" if registered else None)
    assert await _erase(people, address(known))
    assert await found(rows, "5512345678", "MX.42", known) == {}


async def test_what_they_wrote_before_they_were_registered_goes_too(
    people: PersonalData, store: Store, rows: Rows
) -> None:
    await say(store, "FR.42", "wrote with a user id")
    await say(store, STRANGER, "wrote with a phone")
    await rows.value(KNOW, STRANGER, "FR.42")
    registered = await rows.value(REGISTER, STRANGER, "Zoé")
    await say(store, STRANGER, "wrote as Zoé")

    exported = await people.export(registered)
    assert exported is not None
    said = [row["content"]["text"] for row in exported["data"]["inbox"]]
    assert sorted(said) == ["wrote as Zoé", "wrote with a phone", "wrote with a user id"]
    assert len(exported["data"]["contacts"]) == 3

    before = await rows.value("select contact_id from inbox where content ->> 'text' = 'wrote with a phone'")
    assert await _erase(people, before), "also by the id of the stranger whom they were"
    assert await found(rows, "wrote", "FR.42", STRANGER[1:]) == {}


async def test_who_has_their_old_number_now_is_somebody_else(people: PersonalData, store: Store, rows: Rows) -> None:
    await say(store, JEAN, "from Jean")
    await rows.run("update subcontractors set phone = $1 where id = $2", STRANGER, JEANS_ID)
    await say(store, JEAN, "from whoever has the number now")
    assert await _erase(people, STRANGER)
    assert await rows.column("select content ->> 'text' from inbox") == ["from whoever has the number now"]


async def test_who_writes_again_is_a_new_stranger(house_of: OpenHouse, rows: Rows) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        phone = Phone(house=house, wire=WIRES["cloud"])
        await phone.says("Bonjour")
        assert await house.parts.people.erase(JEANS_ID) is not None
        assert await found(rows, JEAN[1:]) == {}
        await phone.says("Bonjour")
        await house.settled()
        [again] = await rows.all("select contact_id, outcome from inbox")
        assert again["outcome"] == "refused"
        assert again["contact_id"] != JEANS_ID


async def test_whoever_writes_meanwhile_is_heard(house_of: OpenHouse, tmp_path: Path, logged: Logged) -> None:
    """A message that meets an erasure is stored before it, and goes, or after it, and stays; none is refused."""
    async with house_of(burst_quiet_ms=0, spool_dir=str(tmp_path / "spool")) as house:
        written = asyncio.gather(*(_writes(house, 10) for _ in range(4)))
        while not written.done():
            await _erase(house.parts.people, JEAN)
        await written
        await eventually(partial(_is_drained, house))
        await house.settled()
        assert logged("spool.rejected", "webhook.not_stored", "error.unexpected") == []
        assert await house.rows.column(
            "select check_name from check_integrity() where found > 0 and check_name ~ 'inbox|replies|message'"
        ) == []  # fmt: skip


async def _writes(house: House, times: int) -> None:
    for n in range(times):
        await WIRES["cloud"].write(house, JEAN, f"message {n}")


async def _is_drained(house: House) -> bool:
    return bool((await house.http.get("/health/ready")).json()["checks"]["spool_events"] == 0)
