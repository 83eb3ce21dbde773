"""What lies in the spool's directory when a process starts: torn, twice, refused, a hundred thousand."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from messages import Event, StatusUpdate
from services.spool import Spool
from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.door.waiting import eventually
from tests.fakes import graph
from tests.house import House
from tests.phones import JEAN
from tests.rows import Rows
from tests.spool.files import files, leave, message

pytestmark = on_one_server

MARIA = "+33600000002"
TEXTS = "select content ->> 'text' from inbox order by id"


async def _drained(directory: Path, house: House) -> None:
    async def gone() -> bool:
        return not any(file.suffix == ".jsonl" for file in files(directory))

    await eventually(gone)
    assert (await house.http.get("/health/ready")).json()["checks"]["spool_events"] == 0


@pytest.mark.parametrize("missing", [1, 10, 100], ids=lambda missing: f"{missing} bytes")
async def test_a_torn_last_line_is_skipped(spooling: OpenHouse, directory: Path, logged: Logged, missing: int) -> None:
    file = await leave(directory, [message("a")], [message("b")], [message("torn")])
    os.truncate(file, file.stat().st_size - missing)

    async with spooling(role="door") as door:
        await _drained(directory, door)
        assert await door.rows.column(TEXTS) == ["a", "b"]
    assert [line["file"] for line in logged("spool.torn")] == [file.name]


async def test_a_file_that_is_nothing_but_torn_goes_away(spooling: OpenHouse, directory: Path) -> None:
    file = await leave(directory, [message("torn")])
    os.truncate(file, 10)

    async with spooling(role="door") as door:
        await _drained(directory, door)
        assert await door.rows.column(TEXTS) == []


async def test_draining_twice_changes_nothing(spooling: OpenHouse, directory: Path) -> None:
    file = await leave(directory, [message("a"), message("b", MARIA)], [message("c")])
    content = file.read_bytes()
    async with spooling() as house:
        await _drained(directory, house)
        await house.settled()
        before = await house.rows.all("select * from inbox order by id")
    file.write_bytes(content)

    async with spooling() as house:
        await _drained(directory, house)
        await house.settled()
        assert await house.rows.all("select * from inbox order by id") == before
        assert house.graph.sent == []


async def test_older_files_are_drained_first(spooling: OpenHouse, directory: Path) -> None:
    for text in ("a", "b", "c"):
        await leave(directory, [message(text)])
    assert len(files(directory)) == 3

    async with spooling(role="door") as door:
        await _drained(directory, door)
        assert await door.rows.column(TEXTS) == ["a", "b", "c"]


async def test_what_the_database_refuses_is_set_aside_and_stops_nobody(
    spooling: OpenHouse, directory: Path, logged: Logged
) -> None:
    refused, unreadable = message("refused\0", MARIA), b'{"no": "events"}\n'
    file = await leave(directory, [message("a"), refused, message("b")], [message("c")])
    with file.open("ab") as more:
        more.write(unreadable)

    async with spooling(role="door") as door:
        await _drained(directory, door)
        assert await door.rows.column(TEXTS) == ["a", "b", "c"]

    aside = file.with_name(f"{file.name}.rejected")
    assert aside.read_bytes().startswith(unreadable)
    assert b"refused" in aside.read_bytes()
    assert b"wamid.a" not in aside.read_bytes()
    assert [line["file"] for line in logged("spool.rejected")] == [aside.name] * 2
    assert logged("spool.rejected")[1]["message_id"] == refused.provider_message_id


async def test_what_comes_while_something_waits_goes_behind_it(spooling: OpenHouse, directory: Path, dsn: str) -> None:
    async with spooling(role="door") as door:
        await door.from_meta(graph.webhook([graph.text(JEAN, "first of all")]))
        await door.until("select count(*) = 1 from inbox")
        await _drained(directory, door)
    await leave(directory, [message("a"), message("b", MARIA)])

    async with AsyncExitStack() as stack:
        holder = await stack.enter_async_context(Rows(dsn))
        await holder.run("begin")
        await holder.run("select from lanes for update")  # Jean's: the spool cannot be drained
        door = await stack.enter_async_context(spooling(role="door"))

        assert (await door.from_meta(graph.webhook([graph.text(MARIA, "c")]))).status_code == 200
        assert (await door.http.get("/health/ready")).json()["checks"]["spool_events"] == 3
        assert await door.rows.column(TEXTS) == ["first of all"]
        await holder.run("commit")

        await _drained(directory, door)
        assert await door.rows.column(f"{TEXTS} offset 1") == ["a", "b", "c"]


async def test_a_hundred_thousand_events(spooling: OpenHouse, directory: Path) -> None:
    people = [f"+3361{number:07d}" for number in range(500)]

    def webhook(number: int) -> list[Event]:
        statuses = [
            StatusUpdate(channel="cloud", provider_message_id=f"sent.{number}.{state}", state="read")
            for state in range(4)
        ]
        return [message(str(number), people[number % 500]), *statuses]

    spool = Spool(directory)
    for first in range(0, 20_000, 500):
        await asyncio.gather(*(spool.append(webhook(number)) for number in range(first, first + 500)))
    assert spool.events == 100_000
    chunk = await spool.next()
    assert chunk
    assert 0 < len(chunk.events) < 5_000, "memory is bounded: a part at a time"
    await spool.close()

    began = time.monotonic()
    async with spooling(role="door") as door:
        await door.until("select count(*) = 20000 from inbox")
        await _drained(directory, door)
        in_order = "select bool_and(n > before) from (select (content ->> 'text')::int as n, lag((content ->> 'text')::int) over (partition by contact_id order by id) as before from inbox) as numbers where before is not null"
        assert await door.rows.value(in_order) is True
    assert time.monotonic() - began < 60
