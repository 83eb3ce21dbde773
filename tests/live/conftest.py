from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import pytest

from services.interfaces import SessionCache
from services.live.cache import LiveCache
from tests.conftest import OpenHouse
from tests.door.waiting import eventually
from tests.house import House
from tests.live.servers import RedisServer


@pytest.fixture(scope="session")
def redis_server() -> Generator[RedisServer]:
    with RedisServer() as running:
        yield running


@pytest.fixture
def redis(redis_server: RedisServer) -> RedisServer:
    """A running Redis in which nothing is."""
    redis_server.start()
    with redis_server.client() as client:
        client.flushall()
    return redis_server


@pytest.fixture
async def cache(redis: RedisServer) -> AsyncGenerator[LiveCache]:
    """A live cache that is connected."""
    opened = LiveCache(redis.url)
    opened.start()
    await connected(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def house(house_of: OpenHouse, redis: RedisServer) -> AsyncGenerator[House]:
    """A running relais with a live cache."""
    async with house_of(burst_quiet_ms=0, redis_url=redis.url) as opened:
        await connected(opened.parts.live.cache)
        yield opened


async def connected(cache: SessionCache | None) -> None:
    """Return when the cache can be used."""
    assert cache is not None

    async def up() -> bool:
        return cache.figures.up

    await eventually(up)


async def written(cache: SessionCache | None) -> None:
    """Return when Redis has everything that the cache was given."""
    assert cache is not None

    async def nothing_pending() -> bool:
        return cache.figures.pending == 0

    await eventually(nothing_pending)
