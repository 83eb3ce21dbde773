"""The line to Redis: who finds it broken says so once a minute, and nobody else waits for it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from errors import CacheUnavailableError
from events import Event
from services.availability import Availability
from services.live.cache import LiveCache
from tests.conftest import Logged
from tests.live.conftest import connected
from tests.live.servers import RedisServer
from tests.live.states import state
from tests.rules.checkout import SRC


async def test_an_answer_that_is_slow_is_not_waited_for_again(cache: LiveCache, redis: RedisServer) -> None:
    with redis.frozen():
        began = time.perf_counter()
        with pytest.raises(CacheUnavailableError):
            await cache.find([state()["id"]])
        assert 0.05 <= time.perf_counter() - began < 0.5

        calls = cache.figures.calls
        for _ in range(1000):
            with pytest.raises(CacheUnavailableError):
                await cache.find([state()["id"]])
        assert cache.figures.calls - calls <= 1, "only whoever looks whether it is back asks"


async def _read(cache: LiveCache) -> None:
    await cache.find([state()["id"]])


async def _measure(cache: LiveCache) -> None:
    await cache.latency()


async def _forget(cache: LiveCache) -> None:
    await cache.forget("jean")


@pytest.mark.parametrize("use", [_read, _measure, _forget])
async def test_who_lost_it_looks_for_it(
    cache: LiveCache, redis: RedisServer, use: Callable[[LiveCache], Awaitable[None]]
) -> None:
    with redis.away(), suppress(CacheUnavailableError):
        await use(cache)
    assert not cache.figures.up
    await connected(cache)

    assert await cache.find([state()["id"]]) == {}


@pytest.mark.parametrize(
    ("seconds", "warnings"),
    [([0, 1, 59.9], [0]), ([0, 60, 119, 120], [0, 60, 120]), ([0, 30, 70, 90, 129, 131], [0, 70, 131])],
    ids=["in a minute", "each minute", "a minute after the last"],
)
def test_one_warning_a_minute(logged: Logged, seconds: list[float], warnings: list[float]) -> None:
    now = 0.0
    redis = Availability(Event.CACHE_UNAVAILABLE, Event.CACHE_RECOVERED, clock=lambda: now)
    for now in seconds:
        redis.lost(f"{now:g}")

    assert [float(line["reason"]) for line in logged("cache.unavailable")] == warnings


def test_what_comes_and_goes_is_said_once_a_minute(logged: Logged) -> None:
    now = 0.0
    redis = Availability(Event.CACHE_UNAVAILABLE, Event.CACHE_RECOVERED, clock=lambda: now)
    for second in range(100):
        now = float(second)
        redis.lost("gone")
        redis.found()
        redis.found()

    assert (len(logged("cache.unavailable")), len(logged("cache.recovered"))) == (2, 2)


def test_nobody_loads_what_nobody_uses() -> None:
    program = "import app, sys; sys.exit('redis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=SRC, check=False).returncode == 0
