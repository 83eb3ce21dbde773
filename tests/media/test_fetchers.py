"""Many fetchers, dying ones and late ones: every file is stored once, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.database.asyncpg import AsyncpgDatabase
from services.store import LaneRules, Store
from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes.files import Held
from tests.faults.dying import killed
from tests.house import House
from tests.media.files import PHOTO, fetched, fetching, lying, photo, waits
from tests.rows import Rows


@on_one_server
async def test_two_fetchers_store_each_file_once(door: House) -> None:
    media = door.graph.media
    await waits(door.rows, *(media.put(Held(content=PHOTO)) for _ in range(20)))
    async with fetching(door), fetching(door):
        await fetched(door, 20)

    assert len(media.looked_up) == len(set(media.looked_up)) == 20
    assert await door.rows.column("select distinct attempts from media_files") == [1]


@on_one_server
async def test_a_worker_dies_with_the_file_in_its_hands(house_of: OpenHouse, dsn: str, tmp_path: Path) -> None:
    async with house_of(role="door", burst_quiet_ms=0, data_dir=tmp_path / "data") as house:
        await photo(house)
        await killed(house, dsn, tmp_path, "kill before media_stored", DATA_DIR=str(tmp_path / "data"))
        [left] = lying(tmp_path / "data")
        await house.rows.run("update media_files set due_at = now()")
        async with fetching(house):
            await fetched(house)

        assert lying(tmp_path / "data") == {left: PHOTO}
        assert len(house.graph.media.looked_up) == 2


@pytest.fixture
def store(database: AsyncpgDatabase) -> Store:
    return Store(database, LaneRules())


async def test_a_claim_takes_what_is_due_and_nobody_has(store: Store, rows: Rows) -> None:
    await waits(rows, "1", "2", "3")

    first, second, third = [await store.claim_media(2, lease_seconds=30) for _ in range(3)]

    assert [len(claim.media) for claim in (first, second, third)] == [2, 1, 0]
    assert {due.provider_media_id for claim in (first, second) for due in claim.media} == {"1", "2", "3"}
    assert third.next_due_in is not None
    assert 25 < third.next_due_in <= 30
    [row] = second.media
    await store.media_failed(row, error="for good", retry_seconds=None)
    assert await rows.column("select due_at from media_files where state = 'failed'") == [None]


async def test_nothing_waits(store: Store) -> None:
    claim = await store.claim_media(2, lease_seconds=30)

    assert (claim.media, claim.next_due_in) == ((), None)


async def test_whoever_comes_late_cannot_put_a_file_off(store: Store, rows: Rows) -> None:
    await waits(rows, "1")
    [late] = (await store.claim_media(1, lease_seconds=0)).media
    [newer] = (await store.claim_media(1, lease_seconds=30)).media

    assert await store.media_failed(late, error="too late", retry_seconds=900) is False
    assert await rows.all("select attempts, last_error from media_files") == [{"attempts": 2, "last_error": None}]

    lies_there = await store.media_stored(
        late, path="a/b.jpg", size=1, sha256="0", mime_type="image/jpeg", filename="b.jpg"
    )
    assert lies_there, "whoever brought it"
    assert await store.media_failed(newer, error="too late", retry_seconds=None) is False
    assert await rows.column("select state from media_files") == ["stored"]


async def test_a_file_that_kills_its_fetchers_is_given_up(door: House) -> None:
    await waits(door.rows, "1")
    await door.rows.run("update media_files set attempts = 8")
    async with fetching(door, max_attempts=8):
        await fetched(door)

    reason = "given up after 8 attempts that never came to an end"
    assert await door.rows.column("select last_error from media_files") == [reason]
    assert door.graph.media.looked_up == []
