"""A large person is exported page by page, and nothing twice."""

from __future__ import annotations

import orjson

from services.personal_data import PersonalData
from tests.door.servers import on_one_server
from tests.phones import JEAN
from tests.rows import Rows
from tests.sql.demo import JEAN as JEANS_ID

pytestmark = on_one_server

MANY = """
    insert into messages (subcontractor_id, session_id, direction, body)
    select $1, get_or_create_session($1), 'inbound', 'message ' || n from generate_series(1, $2::int) n
"""


async def test_many_rows_come_in_pages_in_order_and_once(people: PersonalData, rows: Rows) -> None:
    await rows.run(MANY, JEANS_ID, 4500)
    person = await people.find(JEAN)
    assert person is not None
    pages = [found async for table, found in people.pages(person) if table == "messages"]
    assert [len(page) for page in pages] == [2000, 2000, 500]
    assert [row["body"] for page in pages for row in page] == [f"message {n}" for n in range(1, 4501)]


async def test_a_full_last_page_is_followed_by_an_empty_one(people: PersonalData, rows: Rows) -> None:
    await rows.run(MANY, JEANS_ID, 2000)
    person = await people.find(JEAN)
    assert person is not None
    assert [len(found) async for table, found in people.pages(person) if table == "messages"] == [2000, 0]


async def test_the_document_is_json_and_in_order_of_time(people: PersonalData, rows: Rows) -> None:
    await rows.run("insert into inbox (contact_id, channel, provider_message_id, sender, kind, content) "
                   "select $1, 'cloud', 'm' || n, $2, 'text', jsonb_build_object('n', n) from generate_series(1, 20) n",
                   JEANS_ID, JEAN)  # fmt: skip
    exported = await people.export(JEANS_ID)
    assert exported is not None
    assert orjson.loads(orjson.dumps(exported)) == exported
    assert [row["content"]["n"] for row in exported["data"]["inbox"]] == list(range(1, 21))
