"""Whether Redis answers, and does what a live cache needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from errors import CacheUnavailableError
from services.examination.check import Check, not_configured, verdict

_NAME = "redis"
_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLook:
    """Looks at the Redis of `url`, None where there is none; over a connection of its own."""

    url: str | None = field(repr=False)

    async def __call__(self) -> Sequence[Check]:
        """Find one that does not answer, and one that will refuse writes when it is full."""
        if self.url is None:
            return [not_configured(_NAME)]
        from services.live.link import RedisLink

        link = RedisLink(self.url)
        try:
            told: dict[str, Any] = await link.call(lambda: link.command("INFO"), _SECONDS)
        except CacheUnavailableError as error:
            return [verdict(_NAME, 1, str(error))]
        finally:
            await link.close()
        return [verdict(_NAME, *_judged(told))]


def _judged(told: dict[str, Any]) -> tuple[int, str]:
    version, role = told.get("redis_version", "of unknown version"), told.get("role", "master")
    policy, limit = told.get("maxmemory_policy", "unknown"), int(told.get("maxmemory", 0))
    said = f"Redis {version}, eviction {policy}, {f'{limit // 1024**2} MB at most' if limit else 'no limit of memory'}"
    if role != "master":
        return 1, f"{said}; it is a replica, which can only be read"
    if limit and policy == "noeviction":
        return 1, f"{said}: once it is full it takes nothing; every key of ours ends by itself, so use volatile-ttl"
    return 0, said
