"""No table with a person's data is forgotten: the list of them is compared with the catalog."""

from __future__ import annotations

import pytest

from services.personal_data import PersonalData
from tests.people.filled import OTHER, ROWS, ZOE, fill, found
from tests.rows import Rows

CATALOG = """
    select distinct c.relname::text
    from pg_class c
    left join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
         and a.attname in ('subcontractor_id', 'contact_id', 'person_id', 'sender', 'recipient', 'phone')
    left join pg_constraint k on k.conrelid = c.oid
         and k.confrelid in ('contacts'::regclass, 'subcontractors'::regclass)
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and (a.attname is not null or k.oid is not null or c.relname = 'contacts')
    order by 1
"""
"""Every table that names a person, by a column of a known name or by a foreign key."""

NEW_TABLES = {
    "subcontractor": "create table new_table (subcontractor_id uuid, note text)",
    "contact": "create table new_table (contact_id uuid)",
    "sender": "create table new_table (sender text)",
    "recipient": "create table new_table (recipient text)",
    "phone": "create table new_table (phone text)",
    "a reference of another name": "create table new_table (who uuid references subcontractors (id))",
}


async def test_every_table_with_a_persons_data_is_listed_and_filled(rows: Rows) -> None:
    tables = await rows.column(CATALOG)
    assert await rows.column("select name from personal_tables() order by 1") == tables
    assert sorted(ROWS) == tables


@pytest.mark.parametrize("statement", NEW_TABLES.values(), ids=NEW_TABLES)
async def test_a_new_table_would_be_noticed(rows: Rows, statement: str) -> None:
    await rows.run("begin")
    await rows.run(statement)
    assert "new_table" in await rows.column(CATALOG)
    await rows.run("rollback")


async def test_a_row_of_every_table_is_exported_as_it_stands(people: PersonalData, rows: Rows) -> None:
    for who in (ZOE, OTHER):
        await fill(rows, who)
    exported = await people.export(ZOE.id)
    assert exported is not None
    assert exported["phone"] == ZOE.phone
    data = exported["data"]
    assert sorted(data) == sorted([*ROWS, "live_sessions"])
    for table, person in await _persons(rows):
        query = f"select to_jsonb(t) from {table} t where {person} = $1 order by to_jsonb(t)::text"
        assert sorted(data[table], key=str) == sorted(await rows.column(query, ZOE.id), key=str)
        assert data[table], f"{table} is empty"
    assert OTHER.word not in str(exported)


async def test_nothing_is_left_of_the_erased_and_nothing_of_others_is_touched(people: PersonalData, rows: Rows) -> None:
    for who in (ZOE, OTHER):
        await fill(rows, who)
    assert set(await found(rows, ZOE.id)) >= set(ROWS), "each row can be found"
    others = await found(rows, *OTHER.traces)
    erased = await people.erase(ZOE.id)
    assert erased is not None
    assert {table: count for table, count in erased["erased"].items() if not count} == dict.fromkeys(
        ("spool", "files", "live_sessions"), 0
    )
    assert await found(rows, *ZOE.traces) == {}
    assert await found(rows, *OTHER.traces) == others


async def test_what_remains_is_one_line_that_says_how_much(people: PersonalData, rows: Rows) -> None:
    await fill(rows, ZOE)
    erased = await people.erase(ZOE.id)
    [line] = await rows.all("select subcontractor_id, action, detail from audit_log")
    assert erased is not None
    assert line["subcontractor_id"] == erased["receipt"] != ZOE.id
    assert line["action"] == "person.erased"
    assert line["detail"]["rows"] == {table: erased["erased"][table] for table in ROWS}
    assert line["detail"]["rows"]["contact_aliases"] == 3, "the phone, its variant, the user id"


async def _persons(rows: Rows) -> list[tuple[str, str]]:
    return [(row["name"], row["person"]) for row in await rows.all("select name, person from personal_tables()")]
