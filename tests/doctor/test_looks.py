"""The looks at clocks, disks, files, Redis and versions, and what becomes of one that hangs or breaks."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from services.database.asyncpg import AsyncpgDatabase
from services.examination import Check, Examination, Look
from services.examination import disk as disks
from services.examination.bucket import BucketLook
from services.examination.clock import ClockLook
from services.examination.disk import DiskLook
from services.examination.graph_version import ENDS, GraphVersionLook
from services.media.supabase import BUCKET, SupabaseMediaStore
from services.store import LaneRules, Store
from tests.doctor.examined import AWAY, NOBODY, look
from tests.doctor.somebody import Says, Somebody
from tests.door.servers import on_one_server
from tests.fakes.storage import KEY, FakeStorage, StorageError
from tests.live.servers import RedisServer

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def _nowhere() -> Store:
    return Store(AsyncpgDatabase(AWAY), LaneRules())


# Clocks


APART: dict[str, tuple[float, int, str]] = {
    "the same": (0, 0, "agrees with Meta"),
    "a little ahead": (4, 0, "agrees with Meta"),
    "a little behind": (-5, 0, "agrees with Meta"),
    "an hour ahead": (3600, 1, "this machine's clock is 3600 s behind that of Meta"),
    "ten seconds behind": (-11, 1, "this machine's clock is 10 s ahead of that of Meta"),
}


@pytest.mark.parametrize(("seconds", "found", "sentence"), APART.values(), ids=APART)
async def test_the_clock_of_a_provider(seconds: float, found: int, sentence: str) -> None:
    date_header = {"Date": format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)}
    async with Somebody(Says(status=400, headers=date_header)) as meta:
        [check] = await ClockLook(store=_nowhere(), providers={"Meta": meta.url}, now=lambda: NOW)()

    assert (check.found, check.detail.split(";")[0]) == (found, sentence)


@on_one_server
@pytest.mark.parametrize(("minutes", "found"), [(0, 0), (2, 1), (-2, 1)])
async def test_the_clock_of_the_database(database: AsyncpgDatabase, minutes: int, found: int) -> None:
    def now() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=minutes)

    [check] = await ClockLook(store=Store(database, LaneRules()), providers={}, now=now)()

    assert check.found == found
    assert "the database" in check.detail


async def test_nobody_tells_the_time() -> None:
    [check] = await ClockLook(store=_nowhere(), providers={"Meta": NOBODY})()

    assert (check.found, check.detail) == (0, "nobody to compare with")


# Disks


async def _looked(one: DiskLook) -> Sequence[Check]:
    return await one()


def test_looking_at_a_folder_makes_nothing(tmp_path: Path) -> None:
    [check] = asyncio.run(_looked(DiskLook(name="disk", folder=tmp_path / "data" / "deeper")))

    assert (check.found, list(tmp_path.iterdir())) == (0, [])


async def test_a_folder_that_takes_nothing() -> None:
    [check] = await DiskLook(name="disk", folder=Path("/proc/data"))()

    assert check.found == 2
    assert check.detail.startswith("nothing can be written to /proc: No such file or directory; only 0 MB are free")


async def test_a_disk_that_is_full(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(disks, "LEAST_BYTES", 1 << 60)

    [check] = await DiskLook(name="disk", folder=tmp_path)()

    assert (check.found, check.detail.startswith("only ")) == (1, True)


KINDS = {"memory": ("tmpfs", "it lies in memory"), "the network": ("nfs4", "it lies on another machine")}


@pytest.mark.parametrize(("kind", "sentence"), KINDS.values(), ids=KINDS)
def test_a_disk_that_promises_less(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, sentence: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"disk / ext4 rw 0 0\nother {tmp_path.resolve()} {kind} rw 0 0\n")
    monkeypatch.setattr(disks, "_MOUNTS", mounts)

    [lasting] = asyncio.run(_looked(DiskLook(name="spool", folder=tmp_path / "spool", lasting=True)))
    [passing] = asyncio.run(_looked(DiskLook(name="spool", folder=tmp_path / "spool")))

    assert (lasting.found, passing.found) == (1, 0)
    assert sentence in lasting.detail


async def test_a_spool_that_is_off() -> None:
    found, said = await look("spool", spool_dir="off")

    assert (found, said.startswith("off: in an outage webhooks are answered 503")) == (0, True)


# Files at Supabase


def _supabase(storage: FakeStorage, key: str = KEY) -> dict[str, str]:
    return {"supabase_url": storage.url, "supabase_service_role_key": key}


async def test_a_private_bucket_takes_a_file_and_none_is_left() -> None:
    async with FakeStorage() as storage:
        storage.buckets[BUCKET] = False
        told = await look("files", **_supabase(storage))

    assert told == (0, f"the bucket {BUCKET} is private and takes files")
    assert storage.objects == {}


async def test_a_bucket_is_not_made_by_looking() -> None:
    async with FakeStorage() as storage:
        found, said = await look("files", **_supabase(storage))

    assert (found, "not there yet" in said, storage.buckets) == (0, True, {})


async def test_a_public_bucket() -> None:
    async with FakeStorage() as storage:
        storage.buckets[BUCKET] = True
        told = await look("files", **_supabase(storage))

    assert told == (1, f"the bucket {BUCKET} is public: make it private")


async def test_a_bucket_that_takes_nothing() -> None:
    async with FakeStorage() as storage, FakeStorage() as full:
        storage.buckets[BUCKET] = False
        full.trouble(StorageError(507, "Full"))
        media = SupabaseMediaStore(full.url, KEY)
        [check] = await BucketLook(supabase_url=storage.url, key=KEY, media=media)()
        await media.close()

    assert (check.found, check.detail) == (1, f"the bucket {BUCKET} takes nothing: Storage answered 507 (Full)")


async def test_a_key_that_is_refused() -> None:
    async with FakeStorage() as storage:
        told = await look("files", **_supabase(storage, key="another-key"))

    assert told == (1, "Storage refuses SUPABASE_SERVICE_ROLE_KEY")


async def test_no_storage_at_all() -> None:
    told = await look("files", supabase_url=NOBODY, supabase_service_role_key=KEY)

    assert told == (1, "nobody listens at 127.0.0.1:1")


# Redis


REDIS: dict[str, tuple[list[str], int, str]] = {
    "without a limit": ([], 0, r"Redis [\d.]+, eviction noeviction, no limit of memory"),
    "that lets the oldest go": (["--maxmemory", "16mb", "--maxmemory-policy", "volatile-ttl"], 0, "16 MB at most$"),
    "that fills up": (["--maxmemory", "16mb"], 1, "once it is full it takes nothing"),
    "that can only be read": (["--replicaof", "127.0.0.1", "1"], 1, "it is a replica"),
}


@pytest.mark.parametrize(("options", "found", "sentence"), REDIS.values(), ids=REDIS)
async def test_a_redis(options: Sequence[str], found: int, sentence: str) -> None:
    with RedisServer() as server:
        server.stop()
        server.start(*options)
        told = await look("redis", redis_url=server.url)

    assert told[0] == found
    assert re.search(sentence, told[1])


async def test_a_redis_that_is_away() -> None:
    assert await look("redis", redis_url="redis://u:hidden@127.0.0.1:1") == (1, "it cannot be reached")


async def test_a_redis_that_hangs() -> None:
    with RedisServer() as server, server.frozen():
        assert await look("redis", redis_url=server.url) == (1, "it gave no answer in time")


# The version of the Graph API


ENDING = date(2027, 1, 21)
VERSIONS: dict[str, tuple[str, date, int, str]] = {
    "the newest": ("v26.0", ENDING, 0, "v26.0 is the newest that was tried"),
    "long before its end": ("v21.0", ENDING - timedelta(days=61), 0, "v21.0 ends on 2027-01-21, in 61 days$"),
    "two months before": ("v21.0", ENDING - timedelta(days=60), 1, "in 60 days: set GRAPH_API_VERSION=v26.0"),
    "on the day": ("v21.0", ENDING, 1, "v21.0 ended on 2027-01-21"),
    "older": ("v3.2", ENDING, 1, "v3.2 has ended, or is about to"),
    "in between": ("v23.0", ENDING, 0, "the end of v23.0 is unknown: check Meta's changelog"),
    "tomorrow's": ("v30.0", ENDING, 0, "the end of v30.0 is unknown"),
}


@pytest.mark.parametrize(("version", "today", "found", "sentence"), VERSIONS.values(), ids=VERSIONS)
async def test_the_end_of_a_version(version: str, today: date, found: int, sentence: str) -> None:
    [check] = await GraphVersionLook(version=version, today=lambda: today)()

    assert check.found == found
    assert re.search(sentence, check.detail)
    assert ENDS["v21.0"] == ENDING


# The examination itself


async def test_what_hangs_or_breaks_hides_nothing_else() -> None:
    async def hangs() -> Sequence[Check]:
        await asyncio.Event().wait()
        return []

    async def breaks() -> Sequence[Check]:
        raise KeyError("what a person wrote")

    async def works() -> Sequence[Check]:
        return [Check(check_name="works", status="ok", found=0, detail="fine")]

    looks = [Look(name=make.__name__, make=make, seconds=0.05) for make in (hangs, breaks, works)]
    found = await Examination(looks=looks).examine()

    assert [(check.check_name, check.found) for check in found] == [("hangs", 1), ("breaks", 1), ("works", 0)]
    assert found[0].detail == "no answer within 0.05 s"
    assert "what a person wrote" not in found[1].detail


async def test_everybody_is_asked_at_the_same_time() -> None:
    async def slow() -> Sequence[Check]:
        await asyncio.sleep(0.2)
        return []

    began = time.monotonic()
    await Examination(looks=[Look(name=str(n), make=slow) for n in range(10)]).examine()

    assert time.monotonic() - began < 1


@pytest.mark.parametrize("given", [{}, {"redis_url": "redis://127.0.0.1:1"}], ids=["nothing", "redis"])
def test_every_look_has_a_time_limit(given: dict[str, Any]) -> None:
    import app
    from tests.doctor.examined import settings_of

    anything: Any = None
    examination = app.build_examination(
        settings_of(**given), database=anything, store=anything, media=anything, thorough=True
    )
    assert [one.name for one in examination.looks if one.seconds is None] == ["rows"], "its own calls have theirs"
    assert all(one.seconds <= 5 for one in examination.looks if one.seconds is not None)
