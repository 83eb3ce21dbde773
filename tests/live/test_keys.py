"""What lies in Redis: the newest state, for 24 hours, and nothing that nobody finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.live.cache import LiveCache
from tests.live.conftest import written
from tests.live.servers import RedisServer
from tests.live.states import NOON, state, stored

HOUR = timedelta(hours=1)


async def test_every_key_ends_after_a_day(cache: LiveCache, redis: RedisServer) -> None:
    cache.put(state())
    await written(cache)

    with redis.client() as client:
        lives = {key: client.ttl(key) for key in client.scan_iter()}
    assert len(lives) == 5
    assert [key for key, seconds in lives.items() if not 86_300 < seconds <= 86_400] == []


async def test_an_older_state_comes_too_late(cache: LiveCache, redis: RedisServer) -> None:
    other = LiveCache(redis.url)
    for writer, turns, changed in ((cache, 2, HOUR), (other, 1, timedelta())):
        writer.put(state(turn_count=turns, changed=changed))
        await written(writer)
    await other.close()

    found = stored(redis, state()["id"])
    assert found is not None
    assert found["turn_count"] == 2


async def test_the_newest_state_of_a_session_is_written_once(cache: LiveCache, redis: RedisServer) -> None:
    for minute in range(50):
        cache.put(state(turn_count=minute, changed=timedelta(minutes=minute)))
    await written(cache)

    found = stored(redis, state()["id"])
    assert found is not None
    assert (found["turn_count"], cache.figures.writes) == (49, 1)


async def test_what_had_its_day_leaves_the_lists(cache: LiveCache, redis: RedisServer) -> None:
    for session in (state(1), state(2, changed=2 * HOUR), state(3, changed=25 * HOUR)):
        cache.put(session)
        await written(cache)

    with redis.client() as client:
        lists = [client.zrange(key, 0, -1) for key in ("relais:sessions", "relais:sessions:updated")]
    assert lists == [[state(2)["id"], state(3)["id"]]] * 2


async def test_the_list_of_a_phone_stays_short(cache: LiveCache, redis: RedisServer) -> None:
    for number in range(1, 61):
        started = NOON + timedelta(minutes=number)
        cache.put(state(number, phone="+33600000001", subcontractor_id="jean", started_at=started.isoformat()))
    await written(cache)

    with redis.client() as client:
        assert client.zcard("relais:sessions:phone:+33600000001") == 50
        assert client.zcard("relais:sessions:person:jean") == client.zcard("relais:sessions") == 60


async def test_all_of_a_busy_day_is_forgotten(cache: LiveCache, redis: RedisServer) -> None:
    for number in range(1, 61):
        cache.put(state(number, phone="+33600000001", subcontractor_id="jean"))
    await written(cache)

    assert await cache.forget("jean") == 60
    with redis.client() as client:
        assert client.keys() == ["relais:erased:jean"]


async def test_what_has_ended_leaves_the_list_of_its_person(cache: LiveCache, redis: RedisServer) -> None:
    key, day = "relais:sessions:person:jean", 24 * 3600 * 1_000_000
    with redis.client() as client:
        seconds, rest = client.time()
        now = seconds * 1_000_000 + rest
        client.zadd(key, {"over": now - day, "almost over": now - day + 60_000_000})
        cache.put(state(1, subcontractor_id="jean", changed=-2 * 24 * HOUR))
        await written(cache)

        assert client.zrange(key, 0, -1) == ["almost over", state(1)["id"]], "a state ends a day after it was written"


def _overwrite(client: Any, key: str) -> None:
    client.set(key, "rubbish")


def _delete(client: Any, key: str) -> None:
    client.delete(key)


@pytest.mark.parametrize("spoil", [_overwrite, _delete])
async def test_what_was_spoilt_by_hand_is_made_good(
    cache: LiveCache, redis: RedisServer, spoil: Callable[[Any, str], None]
) -> None:
    session = state()
    cache.put(session)
    await written(cache)
    with redis.client() as client:
        keys = sorted(client.keys())
        for key in keys:
            spoil(client, key)
    cache.put(session)
    await written(cache)

    with redis.client() as client:
        assert sorted(client.keys()) == keys
    assert stored(redis, session["id"]) == session
    assert await cache.list_sessions(phone=session["phone"], status=None, before=None, before_id=None, limit=9) == [
        session
    ]


async def test_a_person_is_forgotten(cache: LiveCache, redis: RedisServer) -> None:
    jean: dict[str, Any] = {"phone": "+33600000001", "subcontractor_id": "jean"}
    for session in (state(1, **jean), state(2, **jean), state(3)):
        cache.put(session)
    await written(cache)
    assert [session["id"] for session in await cache.list_person("jean")] == [state(2)["id"], state(1)["id"]]
    cache.put(state(4, **jean))

    assert await cache.forget("jean") == 2
    await written(cache)
    with redis.client() as client:
        assert [key for key in client.scan_iter() if "jean" in key or "+33600000001" in key] == ["relais:erased:jean"]
        assert 86_300 < client.ttl("relais:erased:jean") <= 86_400
        assert client.keys("relais:session:*") == [f"relais:session:{state(3)['id']}"]
        assert (
            client.zrange("relais:sessions", 0, -1)
            == client.zrange("relais:sessions:updated", 0, -1)
            == [state(3)["id"]]
        )
    assert (await cache.list_person("jean"), await cache.forget("jean")) == ([], 0)


async def test_who_was_erased_is_not_written_back_by_another_process(cache: LiveCache, redis: RedisServer) -> None:
    other = LiveCache(redis.url)
    assert await cache.forget("jean") == 0
    for session in (state(1, subcontractor_id="jean"), state(2)):
        other.put(session)
    await written(other)
    await other.close()

    assert (stored(redis, state(1)["id"]), await cache.list_person("jean")) == (None, [])
    assert stored(redis, state(2)["id"]) is not None
