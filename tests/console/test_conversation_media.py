"""Files that lie in Supabase Storage: the console brings them, so that its pages load nothing of another host."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import httpx
import pytest

from tests.conftest import OpenHouse
from tests.console.operator import TOKEN, Operator
from tests.door.servers import on_one_server
from tests.fakes.storage import KEY, FakeStorage
from tests.house import House
from tests.media.files import PHOTO, fetch

pytestmark = on_one_server


@pytest.fixture
async def storage() -> AsyncGenerator[FakeStorage]:
    async with FakeStorage() as running:
        yield running


@pytest.fixture
async def house(house_of: OpenHouse, storage: FakeStorage) -> AsyncGenerator[House]:
    settings = {"supabase_url": storage.url, "supabase_service_role_key": KEY}
    async with house_of(role="door", admin_token=TOKEN, **settings) as opened:
        yield opened


async def test_a_file_is_brought_from_storage(operator: Operator, house: House, storage: FakeStorage) -> None:
    await fetch(house)
    link = f"/console/media/{await house.rows.value('select id from media_files')}"
    answer = await operator.http.get(link)

    assert (answer.status_code, answer.content) == (200, PHOTO)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"

    storage.objects = dict.fromkeys(storage.objects, (b"<script>", "text/html"))
    answer = await operator.http.get(link)
    assert answer.headers["Content-Disposition"].startswith("attachment"), "whatever somebody put there"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"

    storage.breaks_off = True
    with pytest.raises(httpx.RemoteProtocolError):  # and not one byte of anything else in its place
        await operator.http.get(link)

    storage.breaks_off = False
    storage.objects.clear()
    assert (await operator.http.get(link)).status_code == 404
    async with httpx.AsyncClient(base_url=house.address) as anybody:
        assert (await anybody.get(link)).status_code == 401
