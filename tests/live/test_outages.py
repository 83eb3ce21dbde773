"""With Redis away everything works, nobody waits for it, and one warning a minute says so."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.door.waiting import eventually
from tests.house import House
from tests.live.conftest import written
from tests.live.servers import RedisServer
from tests.live.states import stored
from tests.phones import WIRES, Phone

pytestmark = on_one_server

PASSWORD = "a-secret-of-redis"


@contextmanager
def _restarted(redis: RedisServer, *options: str) -> Generator[None]:
    redis.stop()
    redis.start(*options)
    try:
        yield
    finally:
        redis.stop()
        redis.start()


@contextmanager
def _rubbish(redis: RedisServer) -> Generator[None]:
    """Overwrite whatever is there."""
    with redis.client() as client:
        for key in client.scan_iter():
            client.set(key, "rubbish")
    yield


AWAY: dict[str, tuple[Callable[[RedisServer], AbstractContextManager[None]], str]] = {
    "stopped": (lambda redis: redis.away(), "it cannot be reached"),
    "frozen": (lambda redis: redis.frozen(), "it gave no answer in time"),
    "another password": (
        lambda redis: _restarted(redis, "--requirepass", PASSWORD),
        "it refuses the user name or the password",
    ),
    "no room": (lambda redis: _restarted(redis, "--maxmemory", "1"), "its memory is full"),
    "a copy that only reads": (lambda redis: _restarted(redis, "--replicaof", "127.0.0.1", "9"), "it can only be read"),
    "rubbish": (_rubbish, "holds no session"),
}


@pytest.mark.parametrize(("away", "reason"), AWAY.values(), ids=AWAY)
async def test_everything_works_without_redis(
    house: House,
    redis: RedisServer,
    logged: Logged,
    away: Callable[[RedisServer], AbstractContextManager[None]],
    reason: str,
) -> None:
    jean = Phone(house=house, wire=WIRES["cloud"])
    assert len(await jean.says("Bonjour")) == 1
    await written(house.parts.live.cache)

    with away(redis):
        listed = [await house.http.get("/api/v1/sessions") for _ in range(5)]
        assert len(await jean.says("Voir mes chantiers")) == 1
        listed += [await house.http.get("/api/v1/sessions") for _ in range(5)]

        async def warned() -> bool:
            return bool(logged("cache.unavailable"))

        await eventually(warned)

    assert {answer.json()["source"] for answer in listed} == {"postgres"}
    assert [answer.json()["items"][0]["turn_count"] for answer in listed] == [1] * 5 + [2] * 5
    [warning] = logged("cache.unavailable")
    assert warning["level"] == "warning"
    assert reason in warning["reason"]


async def test_what_happened_meanwhile_is_written_when_redis_is_back(
    house: House, redis: RedisServer, logged: Logged
) -> None:
    jean = Phone(house=house, wire=WIRES["cloud"])
    with redis.away():
        await jean.says("Bonjour")
    await written(house.parts.live.cache)

    found = stored(redis, await house.rows.value("select id from conversation_sessions"))
    assert found is not None
    assert found["turn_count"] == 1
    assert [line["event"] for line in logged("cache.unavailable", "cache.recovered")] == [
        "cache.unavailable",
        "cache.recovered",
    ]


async def test_a_turn_does_not_wait(house: House, redis: RedisServer, logged: Logged) -> None:
    jean = Phone(house=house, wire=WIRES["cloud"])
    await jean.says("Bonjour")
    with redis.frozen():
        await jean.says("Bonjour")

    [_first, second] = logged("message.handled")
    assert second["elapsed_ms"] < 1000, "connecting alone may take 2 s"


async def test_a_cache_that_was_never_there_costs_nothing(house_of: OpenHouse, logged: Logged) -> None:
    nowhere = f"redis://jean:{PASSWORD}@127.0.0.1:1/0"
    async with house_of(burst_quiet_ms=0, redis_url=nowhere) as house:
        assert len(await Phone(house=house, wire=WIRES["cloud"]).says("Bonjour")) == 1
        assert (await house.http.get("/api/v1/sessions")).json()["source"] == "postgres"

    assert len(logged("cache.unavailable")) == 1
    assert PASSWORD not in str(logged())
