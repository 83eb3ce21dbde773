"""The line to Redis: every call within its time, every failure in our words, and no call while it is away."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from errors import CacheUnavailableError, ConfigurationError
from events import Event
from services.availability import Availability
from services.interfaces import CacheFigures

Found = TypeVar("Found")

_ANSWER_SECONDS = 0.05
_CONNECT_SECONDS = 2.0
_CLOSE_SECONDS = 0.5
_STANDSTILL_SECONDS = 0.02  # a wait that ends so much too late says more about us than about Redis
_CHANCES = 3

_REASONS: tuple[tuple[str, str], ...] = (
    ("Authentication required|username-password|invalid password", "it refuses the user name or the password"),
    ("no permissions", "its user may not do what we need"),
    ("OOM command", "its memory is full"),
    ("read only replica", "it can only be read"),
    ("loading the dataset", "it is loading its data"),
)
"""What its errors say, and what that means in our words: its own may quote what we sent."""


class RedisLink:
    """Connections to one Redis, made when they are needed, and whether it answers."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep the address; nothing connects yet.

        Raises:
            ConfigurationError: the address is none.
        """
        self.redis = _client(url)
        self.availability = Availability(Event.CACHE_UNAVAILABLE, Event.CACHE_RECOVERED, clock=clock)
        self.writes = 0
        self.when_lost: Callable[[], None] = lambda: None
        self._calls, self._failures, self._seconds = 0, 0, 0.0

    def figures(self, *, pending: int) -> CacheFigures:
        """Return what happened so far, and how it stands."""
        return CacheFigures(
            up=self.availability.up,
            writes=self.writes,
            pending=pending,
            calls=self._calls,
            failures=self._failures,
            seconds=self._seconds,
        )

    async def ask(self, call: Callable[[], Awaitable[Found]]) -> Found:
        """Return what a call returns, within 50 ms.

        Raises:
            CacheUnavailableError: Redis is away: found out just now, or known before, which costs nothing.
        """
        if not self.availability.up:
            raise CacheUnavailableError("Redis is away")
        return await self.call(call)

    async def call(self, call: Callable[[], Awaitable[Found]], seconds: float = _ANSWER_SECONDS) -> Found:
        """Return what a call returns, whatever is known of Redis.

        Raises:
            CacheUnavailableError: it failed, or took longer than `seconds`.
        """
        began = time.perf_counter()
        try:
            return await _within(seconds, call())
        except (RedisError, OSError) as error:
            self._failures += 1
            reason = _reason(error)
            self.availability.lost(reason)
            self.when_lost()
            raise CacheUnavailableError(reason) from error
        finally:
            self._calls += 1
            self._seconds += time.perf_counter() - began

    async def reach(self) -> None:
        """Connect, which may take longer than an answer, and see that an answer comes in time.

        Raises:
            CacheUnavailableError: Redis is away.
        """
        await self.call(self.ping, _CONNECT_SECONDS)
        await self.call(self.ping)

    async def ping(self) -> None:
        """Ask for a sign of life."""
        await self.command("PING")

    async def command(self, *words: Any) -> Any:
        """Send one command; its errors are Redis's own: see `call`."""
        return await self.redis.execute_command(*words)

    async def close(self) -> None:
        """Give every connection back."""
        with suppress(RedisError, OSError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self.redis.aclose()


async def _within(seconds: float, call: Awaitable[Found]) -> Found:
    """Return an answer that comes in time; moments in which this process itself stood still do not count."""
    task = asyncio.ensure_future(call)
    task.add_done_callback(_seen)
    try:
        for _chance in range(_CHANCES):
            began = time.monotonic()
            await asyncio.wait({task}, timeout=seconds)
            if task.done():
                return task.result()
            if time.monotonic() - began < seconds + _STANDSTILL_SECONDS:
                break
    finally:
        task.cancel()
    raise TimeoutError


def _seen(task: asyncio.Future[Any]) -> None:
    """Look at the error of a call that nobody waits for any longer: unseen, asyncio would complain."""
    if not task.cancelled():
        task.exception()


def _client(url: str) -> Any:
    """Return a client that tries again once, at once, when a connection was closed meanwhile."""
    try:
        _port = urlsplit(url).port
        client: Any = Redis.from_url(url, protocol=2, retry=Retry(NoBackoff(), 1))
        client.connection_pool.make_connection()  # which looks at the options
    except (ValueError, TypeError):
        raise ConfigurationError("REDIS_URL: it names a port or an option that does not exist") from None
    return client


def _reason(error: Exception) -> str:
    if isinstance(error, (TimeoutError, RedisTimeoutError)):
        return "it gave no answer in time"
    known = [said for mark, said in _REASONS if re.search(mark, str(error))]
    if known:
        return known[0]
    reached = not isinstance(error, (RedisConnectionError, OSError))
    return f"it answered with {type(error).__name__}" if reached else "it cannot be reached"
