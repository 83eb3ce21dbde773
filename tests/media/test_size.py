"""Large files: on disk and never in memory, and refused when they are too large."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes.files import Held
from tests.house import House
from tests.media.files import fetched, fetching, lying, waits

pytestmark = on_one_server

MEGABYTE = 1024 * 1024
PIECE = b"\xff\xd8\xff" + bytes(MEGABYTE - 3)


def two_megabytes(_kind: str | None) -> int:
    return 2 * MEGABYTE


@pytest.mark.parametrize("measured", [True, False], ids=["announced", "trickling in"])
async def test_a_file_that_is_too_large(house_of: OpenHouse, tmp_path: Path, measured: bool) -> None:
    async with house_of(role="door", data_dir=tmp_path) as door:
        held = Held(content=PIECE, times=3, measured=measured)
        await waits(door.rows, door.graph.media.put(held))
        async with fetching(door, largest=two_megabytes):
            await fetched(door)

        [row] = await door.rows.all("select state, attempts, last_error from media_files")
        assert (row["state"], row["attempts"]) == ("failed", 1)
        assert row["last_error"].startswith("the file is too large: ")
        assert row["last_error"].endswith(f"{2 * MEGABYTE} at most")
        assert lying(tmp_path) == {}


async def test_a_file_of_exactly_that_size_is_taken(house_of: OpenHouse, tmp_path: Path) -> None:
    async with house_of(role="door", data_dir=tmp_path) as door:
        await waits(door.rows, door.graph.media.put(Held(content=PIECE, times=2)))
        async with fetching(door, largest=two_megabytes):
            await fetched(door)

        assert list(lying(tmp_path).values()) == [PIECE * 2]


async def test_sixty_megabytes_do_not_sit_in_memory(door: House) -> None:
    await waits(door.rows, door.graph.media.put(Held(content=PIECE, times=60)), kind="document")
    tracemalloc.start()
    try:
        async with fetching(door):
            await fetched(door)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert await door.rows.column("select bytes from media_files where state = 'stored'") == [60 * MEGABYTE]
    assert peak < 8 * MEGABYTE


LIMITS: list[tuple[str, int, str]] = [
    ("image", 16, "stored"), ("image", 17, "failed"), ("video", 17, "failed"), ("voice", 17, "failed"),
    ("audio", 17, "failed"), ("sticker", 17, "failed"), ("document", 17, "stored"), ("document", 101, "failed"),
]  # fmt: skip
"""Megabytes, and what becomes of a file of so many."""


async def test_each_kind_has_its_limit(door: House) -> None:
    for kind, megabytes, _state in LIMITS:
        await waits(door.rows, door.graph.media.put(Held(content=PIECE, times=megabytes)), kind=kind)
    async with fetching(door):
        await fetched(door, len(LIMITS))

    found = await door.rows.all("select kind, state from media_files order by created_at")
    assert [(row["kind"], row["state"]) for row in found] == [(kind, state) for kind, _size, state in LIMITS]


async def test_a_file_that_takes_too_long_is_left(door: House) -> None:
    door.graph.media.shelf.open.clear()
    await waits(door.rows, door.graph.media.put(Held(content=PIECE)))
    async with fetching(door, lease_seconds=0.2):
        await door.until("select last_error = 'it took longer than 0.16 s' from media_files")
        door.graph.media.shelf.open.set()
        await fetched(door)

    assert await door.rows.column("select state from media_files") == ["stored"]
