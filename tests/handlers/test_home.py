from __future__ import annotations

from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from handlers.home import home
from handlers.keys import CHANNELS


@pytest.mark.parametrize(
    ("channels", "address"), [(("cloud",), "/console"), ((), "/console"), (("cloud", "simulator"), "/simulator")]
)
async def test_the_root_leads_to_the_simulator_where_there_is_one(channels: tuple[str, ...], address: str) -> None:
    app = web.Application()
    app[CHANNELS] = cast("Any", dict.fromkeys(channels))  # asked for its names
    app.router.add_get("/", home)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/", allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (302, address)
