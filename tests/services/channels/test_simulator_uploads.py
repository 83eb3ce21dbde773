"""The simulator keeps some files for a while."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from services.channels.simulator.uploads import Uploads


@pytest.mark.parametrize(("files", "most_bytes"), [(3, 10_000), (10, 35)], ids=["by count", "by size"])
async def test_the_oldest_go_first(tmp_path: Path, files: int, most_bytes: int) -> None:
    uploads = Uploads(tmp_path / "files", most_files=files, most_bytes=most_bytes)
    kept = [await _kept(uploads, age) for age in range(5)]

    assert [await uploads.find(one) is not None for one in kept] == [False, False, True, True, True]


async def _pieces() -> AsyncGenerator[bytes]:
    yield b"0123456789"


async def _kept(uploads: Uploads, place: int) -> str:
    upload = await uploads.keep(_pieces(), claimed="text/plain", filename="")
    path = await uploads.find(upload.id)
    assert path
    os.utime(path, ns=(place, place))
    return upload.id
