"""Files in Supabase Storage: in a private bucket, handed out by addresses that end."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from services.media.supabase import BUCKET
from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.fakes.storage import KEY, FakeStorage, StorageError
from tests.house import House
from tests.media.files import JEANS_ID, PHOTO, fetch, lying

pytestmark = on_one_server


@pytest.fixture
async def storage() -> AsyncGenerator[FakeStorage]:
    async with FakeStorage() as running:
        yield running


@pytest.fixture
async def door(house_of: OpenHouse, storage: FakeStorage, tmp_path: Path) -> AsyncGenerator[House]:
    settings = {"supabase_url": storage.url, "supabase_service_role_key": KEY, "data_dir": tmp_path}
    async with house_of(role="door", admin_token="t", **settings) as opened:
        yield opened


async def test_a_file_lies_in_a_private_bucket(door: House, storage: FakeStorage, tmp_path: Path) -> None:
    await fetch(door)

    path = await door.rows.value("select path from media_files where state = 'stored'")
    assert storage.buckets == {BUCKET: False}
    assert storage.objects == {path: (PHOTO, "image/jpeg")}
    assert path.startswith(f"{JEANS_ID}/")
    assert lying(tmp_path) == {}


async def test_an_operator_is_sent_to_an_address_that_ends(door: House, storage: FakeStorage) -> None:
    await fetch(door)
    row = (await door.rows.all("select id, path, filename from media_files"))[0]
    answer = await door.http.get(f"/api/v1/media/{row['id']}", headers={"Authorization": "Bearer t"})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "no-store")
    assert list(storage.signed.values()) == [(row["path"], 300)]
    async with httpx.AsyncClient() as anybody:
        file = await anybody.get(answer.headers["Location"])
    assert (file.status_code, file.content) == (200, PHOTO)
    assert file.headers["Content-Disposition"] == f"attachment; filename={row['filename']}"


TROUBLES: dict[str, list[StorageError]] = {
    "away": [StorageError(503, "ServiceUnavailable"), StorageError(500, "InternalError")],
    "a key that is mended": [StorageError(403, "InvalidJWT")],
    "too much at once": [StorageError(429, "SlowDown")],
}


@pytest.mark.parametrize("troubles", TROUBLES.values(), ids=TROUBLES)
async def test_what_passes_is_tried_again(
    door: House, storage: FakeStorage, logged: Logged, troubles: list[StorageError]
) -> None:
    storage.trouble(*troubles)
    await fetch(door)

    assert await door.rows.all("select state, attempts from media_files") == [
        {"state": "stored", "attempts": 1 + len(troubles)}
    ]
    reasons = [f"Storage answered {trouble.status} ({trouble})" for trouble in troubles]
    assert [line["reason"] for line in logged("media.deferred")] == reasons
    assert KEY not in json.dumps(logged())


async def test_an_operator_is_told_that_storage_is_away(door: House, storage: FakeStorage, logged: Logged) -> None:
    await fetch(door)
    storage.trouble(StorageError(500, "InternalError"))
    media_id = await door.rows.value("select id from media_files")
    answer = await door.http.get(f"/api/v1/media/{media_id}", headers={"Authorization": "Bearer t"})

    assert answer.status_code == 503
    assert [line["reason"] for line in logged("media.unavailable")] == ["Storage answered 500 (InternalError)"]
