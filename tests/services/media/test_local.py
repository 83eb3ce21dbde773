from __future__ import annotations

import errno
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from errors import MediaDeferredError, MediaRefusedError
from services.media.local import LocalMediaStore
from tests.media.files import lying


class Full(BytesIO):
    """A file that cannot be read to its end, as one whose copy fills the disk."""

    def read(self, _size: int | None = -1, /) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def store(tmp_path: Path) -> LocalMediaStore:
    return LocalMediaStore(tmp_path / "media")


async def _put(store: LocalMediaStore, *paths: str, file: BinaryIO | None = None) -> None:
    for path in paths:
        await store.put(path, file or BytesIO(path.encode()), "image/jpeg")


async def test_a_file_that_comes_again_takes_its_place(store: LocalMediaStore) -> None:
    await _put(store, "a/b.jpg", file=BytesIO(b"half"))
    await _put(store, "a/b.jpg", file=BytesIO(b"whole"))

    assert (await store.locate("a/b.jpg", seconds=1, filename="b.jpg")).read_bytes() == b"whole"


async def test_a_full_disk_leaves_the_old_file_and_nothing_else(store: LocalMediaStore, tmp_path: Path) -> None:
    await _put(store, "a/b.jpg", file=BytesIO(b"old"))
    with pytest.raises(MediaDeferredError, match="No space left"):
        await _put(store, "a/b.jpg", file=Full(b"new"))

    assert list(lying(tmp_path).values()) == [b"old"]


async def test_everything_of_one_person_is_removed(store: LocalMediaStore, tmp_path: Path) -> None:
    await _put(store, "a/1.jpg", "a/2.jpg", "ab/1.jpg", "b/1.jpg")

    assert await store.delete("a") == 2
    assert sorted(path.name for path in (tmp_path / "media").iterdir()) == ["ab", "b"]
    assert await store.delete("b/1.jpg") == 1
    assert await store.delete("a") == 0


async def test_a_folder_that_was_never_made(store: LocalMediaStore) -> None:
    assert await store.delete("a") == 0
    with pytest.raises(MediaRefusedError):
        await store.locate("a/b.jpg", seconds=1, filename="b.jpg")


OUTSIDE = ["../x", "a/../../x", "/etc/passwd", "", ".", "a/.."]


@pytest.mark.parametrize("path", OUTSIDE, ids=repr)
async def test_no_path_leads_out(store: LocalMediaStore, tmp_path: Path, path: str) -> None:
    (tmp_path / "x").write_text("not yours")
    await _put(store, "a/b.jpg")

    with pytest.raises(MediaRefusedError):
        await store.locate(path, seconds=1, filename="x")
    with pytest.raises(MediaRefusedError):
        await store.delete(path)
    with pytest.raises(MediaRefusedError):
        await _put(store, path)
    assert (tmp_path / "x").read_text() == "not yours"


async def test_a_link_leads_nowhere(store: LocalMediaStore, tmp_path: Path) -> None:
    await _put(store, "a/b.jpg")
    (tmp_path / "media" / "a" / "out").symlink_to("/etc")

    with pytest.raises(MediaRefusedError):
        await store.locate("a/out/passwd", seconds=1, filename="x")
