"""How live sessions lie in Redis: one key of JSON for each, and indexes, so that lists work from Redis alone.

relais:session:<id>             the session as JSON, see the SQL function describe_session
relais:sessions                 ids by `started_at`: the list
relais:sessions:updated         ids by `updated_at`: what is newer, and what has had its time
relais:sessions:phone:<phone>   a person's ids by `started_at`: the list of one phone
relais:sessions:person:<id>     all of a person's ids by when they were written: to forget a person
relais:erased:<id>              a person who was forgotten, and of whom nothing is written any more

Times are microseconds since 1970. Every key lives for 24 hours after its last change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from errors import InvalidInputError

SESSIONS = "relais:sessions"
UPDATED = "relais:sessions:updated"
SECONDS_TO_LIVE = 24 * 3600

Session = dict[str, Any]
"""See the SQL function describe_session."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

PUT = """
local seconds = tonumber(ARGV[1])
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local newest = 0

-- An index that was overwritten by hand with something else makes room.
local function free(key)
    local kind = redis.call('TYPE', key).ok
    if kind ~= 'none' and kind ~= 'zset' then redis.call('DEL', key) end
end

local function add(key, score, id)
    free(key)
    redis.call('ZADD', key, score, id)
    redis.call('EXPIRE', key, seconds)
end

free(KEYS[1])
free(KEYS[2])
for n = 0, (#ARGV - 1) / 4 - 1 do
    local state, phone, person, erased = unpack(KEYS, 4 * n + 3, 4 * n + 6)
    local id, started, updated, json = unpack(ARGV, 4 * n + 2, 4 * n + 5)
    local known = tonumber(redis.call('ZSCORE', KEYS[2], id) or 0)
    local wanted = known <= tonumber(updated) or redis.call('EXISTS', state) == 0
    if wanted and redis.call('EXISTS', erased) == 0 then
        redis.call('SET', state, json, 'EX', seconds)
        add(KEYS[1], started, id)
        add(KEYS[2], updated, id)
        add(phone, started, id)
        redis.call('ZREMRANGEBYRANK', phone, 0, -51)
        add(person, now, id)
        redis.call('ZREMRANGEBYSCORE', person, '-inf', now - seconds * 1000000)
    end
    newest = math.max(newest, tonumber(updated))
end

local over = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', newest - seconds * 1000000, 'LIMIT', 0, 1000)
if #over > 0 then
    redis.call('ZREM', KEYS[1], unpack(over))
    redis.call('ZREM', KEYS[2], unpack(over))
end
"""
"""Writes states, each unless a newer one is there or the person was erased, and drops from the lists what has had its
time.

KEYS: the two lists, then state, phone, person and erased person of each session. ARGV: the seconds to live, then id,
`started_at`, `updated_at` and JSON of each session. The list of a phone keeps the newest 50; that of a person names
every state that lives, so that all can be forgotten.
"""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a session stands in a list: lists go from the last place to the first."""

    started: int
    id: str

    @classmethod
    def of(cls, started_at: str | None, session_id: str | None) -> Place | None:
        """Return the place of the session that started then, or None when nothing is said.

        Raises:
            InvalidInputError: that is no time.
        """
        if started_at is None:
            return None
        try:
            return cls(microseconds(started_at), session_id or "")
        except ValueError:
            raise InvalidInputError(f"{started_at!r} is no time") from None


def key_of(session_id: str) -> str:
    """Return the key of a session's state."""
    return f"relais:session:{session_id}"


def phone_key(phone: str) -> str:
    """Return the key of the sessions of one phone."""
    return f"{SESSIONS}:phone:{phone}"


def person_key(person_id: str) -> str:
    """Return the key of the sessions of one person."""
    return f"{SESSIONS}:person:{person_id}"


def erased_key(person_id: str) -> str:
    """Return the key that says that a person was erased."""
    return f"relais:erased:{person_id}"


def microseconds(time: str) -> int:
    """Return a time as a number that Redis can order exactly.

    Raises:
        ValueError: it is no time with a zone.
    """
    found = datetime.fromisoformat(time)
    if found.tzinfo is None:
        raise ValueError(f"{time!r} names no zone")
    return (found - _EPOCH) // timedelta(microseconds=1)


def put_keys(sessions: Iterable[Session]) -> list[str]:
    """Return the keys that `PUT` takes."""
    keys = [SESSIONS, UPDATED]
    for session in sessions:
        person = session["subcontractor_id"]
        keys += [key_of(session["id"]), phone_key(session["phone"]), person_key(person), erased_key(person)]
    return keys


def put_arguments(sessions: Iterable[Session]) -> list[str | int | bytes]:
    """Return the arguments that `PUT` takes."""
    arguments: list[str | int | bytes] = [SECONDS_TO_LIVE]
    for session in sessions:
        times = (microseconds(session["started_at"]), microseconds(session["updated_at"]))
        arguments += [session["id"], *times, orjson.dumps(session)]
    return arguments


def parse(session_id: str, found: bytes) -> Session | None:
    """Return what lies under a session's key, or None when that is no session: anybody may write to Redis."""
    try:
        session = orjson.loads(found)
        times = {microseconds(session[name]) for name in ("started_at", "updated_at")}
        own = session["id"] == session_id and {"phone", "status", "subcontractor_id"} <= session.keys()
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return dict(session) if times and own else None


def is_newer(session: Session, than: Session) -> bool:
    """Say whether a state is newer than another one."""
    return microseconds(session["updated_at"]) > microseconds(than["updated_at"])


def ids(members: Iterable[bytes]) -> list[str]:
    """Return what an index names."""
    return [member.decode(errors="replace") for member in members]
