"""archive_session and restore_session_snapshot: whatever was in the rows, they come back byte for byte."""

from __future__ import annotations

import pytest

from tests.rows import Rows
from tests.sql.demo import CHAMPIGNY, JEAN, SLAB

SESSION, OTHER = "60000000-0000-4000-8000-000000000001", "60000000-0000-4000-8000-000000000002"

PLAIN = f"""
    insert into conversation_sessions (id, subcontractor_id, status, started_at, last_message_at, ended_at, updated_at)
    values ('{SESSION}', '{JEAN}', 'ended', '2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04')
"""
SPOKEN = f"""
    {PLAIN};
    insert into messages (subcontractor_id, session_id, direction, body, created_at)
    select '{JEAN}', '{SESSION}', 'inbound', 'n° ' || n, '2026-01-01' from generate_series(1, 3) n
"""

EVERYTHING = "select s::text from conversation_sessions s union all select m::text from messages m order by 1"
IN_ORDER = "select id from messages order by seq"


def _session(assignments: str) -> str:
    return f"{SPOKEN}; update conversation_sessions set {assignments}"


def _messages(assignments: str) -> str:
    return f"{SPOKEN}; update messages set {assignments}"


NASTY = {
    "nothing-but-defaults": f"insert into conversation_sessions (id, subcontractor_id) values ('{SESSION}', '{JEAN}')",
    "no-message": PLAIN,
    "three-messages": SPOKEN,
    "every-column-of-a-session": _session(
        f"status = 'escalated', ended_reason = 'escalation', turn_count = 7, current_project_id = '{CHAMPIGNY}', "
        f"current_task_id = '{SLAB}', phase = 'incident', flow = '{{\"step\": 2}}', total_cost = 0.012300, summary = 's'"
    ),
    "every-column-of-a-message": _messages(
        "direction = 'outbound', kind = 'image', language = 'ar', channel = 'twilio', provider_message_id = 'SM' || seq, "
        "reply_to = 'SM0', intent = 'general', confidence = 0.25, metadata = '{\"tool_outputs\": []}', status = 'read'"
    ),
    "empty-texts": _messages("body = '', language = '', intent = '', status = ''"),
    "texts-that-look-like-something": _messages("body = 'null', language = '\"\"', intent = '{}', reply_to = '\\x00'"),
    "unicode": _messages("body = E'\\u00e9 e\\u0301 مرحبا 👷\\U0001F3FD\\u200d \\ufeff \\u202e \\uffff'"),
    "control-characters": _messages("body = E'\\x01\\x1f\\x7f\\r\\n\\t\\\\u0000 \\b\\f\\v'"),
    "quotes": _session("summary = E'\"'' \\\\ \\\\\\\\ $$ $1 %s %I (a,b) {\"a\": 1}', phase = '\"'"),
    "a-long-text": _messages("body = repeat('é👷', 100000)"),
    "microseconds": _session(
        "started_at = '2026-03-29 01:59:59.999999+01', last_message_at = '2026-10-25 02:30:00.000001+01', "
        "ended_at = '0001-01-01 00:00:00.5+00', updated_at = '9999-12-31 23:59:59.999999+00'"
    ),
    "times-without-end": _session("started_at = '-infinity', last_message_at = 'infinity', ended_at = '0044-03-15 BC'"),
    "the-same-time": _messages("created_at = '2026-01-01 12:00:00.123456'"),
    "numbers-in-json": _messages(
        """metadata = '{"n": [1, 1.0, 1.50, -0.0, 1e2, 1e-7, 12345678901234567890.10, 9007199254740993, 1e300], "b": true}'"""
    ),
    "keys-in-json": _messages("""metadata = '{"": 1, "b": 1, "a": {"é\\\\u0001": [{}, [], null]}, "id": "x"}'"""),
    "json-that-is-no-object": _messages("metadata = '[null]'"),
    "json-null": _messages("metadata = 'null'"),
    "reals": _messages("confidence = (array[0.1, 1.0 / 3, 1e-45])[((seq - 1) % 3 + 1)::int]::real"),
    "no-numbers": _messages("confidence = (array['NaN', 'Infinity', '-Infinity'])[((seq - 1) % 3 + 1)::int]::real"),
    "costs": _session("total_cost = 999999.999999"),
    "a-count-that-lies": _session("message_count = 41"),
    "a-count-that-is-too-low": _session("message_count = 0"),
    "an-order-that-the-times-deny": _messages("created_at = '2026-01-01'::timestamptz - seq * interval '1 s'"),
}


async def _archive_and_restore(sql: Rows) -> None:
    assert await sql.value("select archive_session($1, $2)", JEAN, SESSION) is True
    assert await sql.column("select id from conversation_sessions union all select id from messages") == []
    assert await sql.value("select restore_session_snapshot($1)", SESSION) is True


@pytest.mark.parametrize("rows", NASTY.values(), ids=NASTY)
async def test_comes_back_byte_for_byte(sql: Rows, rows: str) -> None:
    await sql.run(rows)
    before, order = await sql.column(EVERYTHING), await sql.column(IN_ORDER)
    await _archive_and_restore(sql)
    assert await sql.column(EVERYTHING) == before
    assert await sql.column(IN_ORDER) == order


async def test_whatever_the_connection_is_set_to(sql: Rows) -> None:
    await sql.run(NASTY["reals"] + "; " + NASTY["microseconds"].split(";")[-1])
    before = await sql.column(EVERYTHING)
    await sql.run(
        "set local timezone = 'Asia/Kathmandu'; set local datestyle = 'German'; set local extra_float_digits = -3"
    )
    await sql.value("select archive_session($1, $2)", JEAN, SESSION)
    await sql.run("set local timezone = 'America/Caracas'; set local datestyle = 'SQL, MDY'")
    await sql.value("select restore_session_snapshot($1)", SESSION)
    await sql.run("set local timezone = 'UTC'; set local datestyle = 'ISO'; set local extra_float_digits = 1")
    assert await sql.column(EVERYTHING) == before


async def test_a_column_that_came_later_has_its_default(sql: Rows) -> None:
    await sql.run(SPOKEN)
    await sql.value("select archive_session($1, $2)", JEAN, SESSION)
    await sql.run(
        "alter table messages add column stars int not null default 5, "
        "add column length int generated always as (char_length(body)) stored;"
        "alter table conversation_sessions add column mood text not null default 'fine', drop column summary"
    )
    assert await sql.value("select restore_session_snapshot($1)", SESSION) is True
    assert await sql.column("select stars || ' ' || length from messages") == ["5 4"] * 3
    assert await sql.column("select mood from conversation_sessions") == ["fine"]


async def test_a_computed_column_is_computed_again(sql: Rows) -> None:
    await sql.run("alter table messages add column length int generated always as (char_length(body)) stored")
    await sql.run(SPOKEN)
    before = await sql.column(EVERYTHING)
    await _archive_and_restore(sql)
    assert await sql.column(EVERYTHING) == before


async def test_messages_that_are_there_stay_and_count_once(sql: Rows) -> None:
    await sql.run(SPOKEN)
    before = await sql.column(EVERYTHING)
    await _archive_and_restore(sql)
    assert await sql.value("select restore_session_snapshot($1)", SESSION) is True
    assert await sql.column(EVERYTHING) == before
    await sql.run("delete from messages where body = 'n° 2'")
    await sql.value("select restore_session_snapshot($1)", SESSION)
    assert await sql.column(EVERYTHING) == before


async def test_the_others_are_untouched(sql: Rows) -> None:
    await sql.run(PLAIN.replace(SESSION, OTHER))
    other = await sql.column(EVERYTHING)
    await sql.run(SPOKEN)
    await sql.value("select archive_session($1, $2)", JEAN, SESSION)
    assert await sql.column(EVERYTHING) == other
    await sql.value("select restore_session_snapshot($1)", SESSION)
    assert await sql.value("select s::text from conversation_sessions s where id = $1", OTHER) == other[0]
