"""Which person a phone number or a user id means, however the provider writes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rows import Rows
from tests.sql.demo import JEAN

REGISTER = "insert into subcontractors (phone) values ($1) returning id"
FIND = "select find_or_create_contact($1, $2)"
MOVE = "update subcontractors set phone = $1 where id = $2"


@pytest.mark.parametrize(
    ("registered", "writes"),
    [
        ("+525512345678", "+5215512345678"),
        ("+5215512345678", "+525512345678"),
        ("+541123456789", "+5491123456789"),
        ("+5491123456789", "+541123456789"),
        ("+5511987654321", "+551187654321"),
        ("+551187654321", "+5511987654321"),
        ("+33611111111", "+33611111111"),
    ],
)
async def test_variants_of_a_number_lead_to_the_same_person(sql: Rows, registered: str, writes: str) -> None:
    person = await sql.value(REGISTER, registered)
    assert await sql.value(FIND, writes, None) == person
    assert await sql.value(FIND, registered, None) == person


@pytest.mark.parametrize(
    ("registered", "writes"),
    [
        ("+33611111111", "+3361111111"),
        ("+551133334444", "+5511933334444"),
        ("+5255123456789", "+52155123456789"),
        ("+15551234567", "+5215551234567"),
    ],
    ids=["a-digit-less", "a-landline", "too-long", "another-country"],
)
async def test_other_numbers_are_other_people(sql: Rows, registered: str, writes: str) -> None:
    assert await sql.value(FIND, writes, None) != await sql.value(REGISTER, registered)


@pytest.mark.parametrize("variant", ["+525512345678", "+5215512345678"])
async def test_a_stranger_who_wrote_before_is_found_once_registered(sql: Rows, variant: str) -> None:
    stranger = await sql.value(FIND, variant, None)
    person = await sql.value(REGISTER, "+525512345678")
    assert person != stranger
    assert await sql.value(FIND, variant, None) == person


async def test_a_strangers_user_id_comes_along(sql: Rows) -> None:
    await sql.value(FIND, "+33611111111", "FR.42")
    person = await sql.value(REGISTER, "+33611111111")
    assert await sql.value(FIND, "FR.42", None) == person


async def test_a_user_id_becomes_known_with_the_phone(sql: Rows) -> None:
    assert await sql.value(FIND, "+33600000001", "FR.42") == JEAN
    assert await sql.value(FIND, "FR.42", None) == JEAN


async def test_a_stranger_stays_one_contact(sql: Rows) -> None:
    stranger = await sql.value(FIND, "FR.42", None)
    assert await sql.value(FIND, "+33611111111", "FR.42") == stranger
    assert await sql.value(FIND, "+33611111111", None) == stranger


async def test_a_changed_phone_leads_to_the_person_and_the_old_one_no_longer(sql: Rows) -> None:
    person = await sql.value(REGISTER, "+525512345678")
    await sql.run(FIND, "+525512345678", "MX.42")
    await sql.run(MOVE, "+33611111111", person)
    assert await sql.value(FIND, "+33611111111", None) == person
    assert await sql.value(FIND, "MX.42", None) == person, "the user id is the person's, whatever the phone"
    for old in ("+525512345678", "+5215512345678"):
        assert await sql.value(FIND, old, None) != person, "a number that was given back may be anybody's"


async def test_an_edit_that_leaves_the_phone_alone_changes_nothing(sql: Rows) -> None:
    person = await sql.value(REGISTER, "+525512345678")
    await sql.run("update subcontractors set phone = phone, name = 'Luz' where id = $1", person)
    assert await sql.value(FIND, "+5215512345678", None) == person


@pytest.mark.parametrize("order", [1, -1], ids=["variant-first", "variant-last"])
async def test_an_own_number_wins_over_somebody_elses_variant(sql: Rows, order: int) -> None:
    phones = ["+525512345678", "+5215512345678"][::order]
    people = {phone: await sql.value(REGISTER, phone) for phone in phones}
    assert {phone: await sql.value(FIND, phone, None) for phone in phones} == people


async def test_two_people_exchange_their_numbers(sql: Rows) -> None:
    one, two = await sql.value(REGISTER, "+33611111111"), await sql.value(REGISTER, "+33622222222")
    await sql.run(MOVE, "+33633333333", one)
    await sql.run(MOVE, "+33611111111", two)
    await sql.run(MOVE, "+33622222222", one)
    assert await sql.value(FIND, "+33611111111", None) == two
    assert await sql.value(FIND, "+33622222222", None) == one


async def test_a_removed_person_is_a_stranger_until_registered_again(sql: Rows) -> None:
    person = await sql.value(REGISTER, "+33611111111")
    await sql.run("delete from subcontractors where id = $1", person)
    assert await sql.value("select count(*) from subcontractors where id = $1", await _writes(sql)) == 0
    again = await sql.value(REGISTER, "+33611111111")
    assert await _writes(sql) == again != person


async def _writes(sql: Rows) -> Any:
    return await sql.value(FIND, "+33611111111", None)
