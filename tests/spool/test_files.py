"""The files of a spool: who holds them, who removes them, and what cannot be written."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from errors import SpoolError
from messages import Event
from services.spool import Spool
from tests.spool.files import files, message


async def test_a_file_that_is_held_is_left_alone(directory: Path) -> None:
    ours, theirs = Spool(directory), Spool(directory)
    await ours.append([message("a")])

    await theirs.adopt()
    assert (theirs.events, await theirs.next()) == (0, None)

    await ours.close()
    await theirs.adopt()
    chunk = await theirs.next()
    assert chunk
    assert chunk.events == [message("a")]
    await theirs.close()


async def test_two_processes_that_come_and_go_lose_no_line(directory: Path) -> None:
    """One appends to ever new files, the other takes whatever it finds: nobody removes what somebody else writes."""
    writer, taker, taken = Spool(directory), Spool(directory), list[Event]()

    async def drain(spool: Spool) -> None:
        await spool.adopt()
        while chunk := await spool.next():
            taken.extend(chunk.events)
            await spool.forget(chunk)

    for number in range(50):
        await asyncio.gather(writer.append([message(str(number))]), drain(taker))
        await drain(writer)
    assert [event.provider_message_id for event in taken] == [f"wamid.{number}" for number in range(50)]
    assert files(directory) == []


async def test_a_directory_that_cannot_be_made_is_an_error_of_the_spool(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    spool = Spool(tmp_path / "file")
    with pytest.raises(SpoolError, match="cannot be written"):
        await spool.append([message("a")])
    assert spool.events == 0
