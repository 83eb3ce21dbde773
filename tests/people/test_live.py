"""The live cache is handed out and erased with the rest; while it is away, nobody is told "erased"."""

from __future__ import annotations

import pytest

from errors import CacheUnavailableError
from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.live.conftest import connected, written
from tests.live.servers import RedisServer
from tests.phones import JEAN, WIRES, Phone
from tests.sql.demo import JEAN as JEANS_ID

pytestmark = on_one_server


async def test_live_states_are_exported_and_erased(house_of: OpenHouse, redis: RedisServer) -> None:
    async with house_of(burst_quiet_ms=0, redis_url=redis.url) as house:
        await connected(house.parts.live.cache)
        await Phone(house=house, wire=WIRES["cloud"]).says("Bonjour")
        await written(house.parts.live.cache)
        exported = await house.parts.people.export(JEANS_ID)
        assert exported is not None
        assert [state["subcontractor_id"] for state in exported["data"]["live_sessions"]] == [JEANS_ID]

        erased = await house.parts.people.erase(JEANS_ID)
        assert erased is not None
        assert erased["erased"]["live_sessions"] == 1
        with redis.client() as client:
            keys = client.keys("*")
            left = [key for key in keys if JEAN in key or JEANS_ID in key or "session:" in key]
            assert left == [f"relais:erased:{JEANS_ID}"], "for a day nobody writes them back"


async def test_without_the_cache_an_export_is_whole_and_an_erasure_waits(
    house_of: OpenHouse, redis: RedisServer
) -> None:
    async with house_of(burst_quiet_ms=0, redis_url=redis.url) as house:
        await connected(house.parts.live.cache)
        await Phone(house=house, wire=WIRES["cloud"]).says("Bonjour")
        with redis.away():
            exported = await house.parts.people.export(JEANS_ID)
            assert exported is not None
            assert len(exported["data"]["messages"]) == 2
            with pytest.raises(CacheUnavailableError):
                await house.parts.people.erase(JEANS_ID)
            assert await house.rows.value("select count(*) from messages") == 2
        assert await house.parts.people.erase(JEANS_ID) is not None
