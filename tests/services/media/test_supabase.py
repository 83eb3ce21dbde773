from __future__ import annotations

from collections.abc import AsyncGenerator
from tempfile import TemporaryFile

import pytest

from errors import MediaDeferredError, MediaRefusedError
from services.media.supabase import BUCKET, SupabaseMediaStore
from tests.fakes.storage import KEY, FakeStorage


@pytest.fixture
async def storage() -> AsyncGenerator[FakeStorage]:
    async with FakeStorage() as running:
        yield running


@pytest.fixture
async def store(storage: FakeStorage) -> AsyncGenerator[SupabaseMediaStore]:
    opened = SupabaseMediaStore(storage.url, KEY)
    yield opened
    await opened.close()


async def _put(store: SupabaseMediaStore, path: str, content: bytes = b"photo") -> None:
    with TemporaryFile() as file:
        file.write(content)
        file.flush()
        await store.put(path, file, "image/jpeg")


async def test_a_file_that_comes_again_takes_its_place(store: SupabaseMediaStore, storage: FakeStorage) -> None:
    await _put(store, "a/b.jpg", b"half")
    await _put(store, "a/b.jpg", b"whole")

    assert storage.objects == {"a/b.jpg": (b"whole", "image/jpeg")}


async def test_nothing_goes_into_a_public_bucket(store: SupabaseMediaStore, storage: FakeStorage) -> None:
    storage.buckets[BUCKET] = True

    with pytest.raises(MediaDeferredError, match="public"):
        await _put(store, "a/b.jpg")
    assert storage.objects == {}


async def test_a_bucket_that_was_removed_is_made_again(store: SupabaseMediaStore, storage: FakeStorage) -> None:
    await _put(store, "a/b.jpg")
    storage.buckets.clear()
    await _put(store, "a/c.jpg")

    assert storage.buckets == {BUCKET: False}


async def test_a_file_that_is_not_there_has_no_address(store: SupabaseMediaStore) -> None:
    await _put(store, "a/b.jpg")

    with pytest.raises(MediaRefusedError):
        await store.locate("a/c.jpg", seconds=60, filename="c.jpg")


async def test_everything_of_one_person_is_removed(store: SupabaseMediaStore, storage: FakeStorage) -> None:
    await _put(store, "a/0.jpg")
    storage.objects |= {f"a/{number}.jpg": (b"", "image/jpeg") for number in range(1, 250)}
    storage.objects |= {"ab/1.jpg": (b"", "image/jpeg"), "b/1.jpg": (b"", "image/jpeg")}

    assert await store.delete("a") == 250
    assert set(storage.objects) == {"ab/1.jpg", "b/1.jpg"}
    assert await store.delete("b/1.jpg") == 1
    assert await store.delete("a") == 0


async def test_without_a_bucket_there_is_nothing_to_remove(store: SupabaseMediaStore) -> None:
    assert await store.delete("a") == 0


async def test_a_server_that_is_no_supabase_and_one_that_is_not_there() -> None:
    for url in ("http://127.0.0.1:1", "https://[::1", "http://"):
        nowhere = SupabaseMediaStore(url, KEY)
        with pytest.raises(MediaDeferredError):
            await nowhere.locate("a/b.jpg", seconds=60, filename="b.jpg")
        await nowhere.close()
