"""What no log line may hold. Every line that a test logs is looked through at the end of the test: see `conftest.logged`.

Secrets are those of the settings with which a test ran, bodies what its people wrote, phones any full number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_SHORTEST_SECRET, _SHORTEST_BODY = 8, 12
_PHONE = re.compile(r"(?<![\w.:-])(?:\+|%2B|00)?(?:33[1-9]\d{8}|1[2-9]\d{9}|4[89]\d{9,11})(?![\w-])")
"""A full number of the countries in which the tests' people live."""
_BODIES = frozenset({"body", "caption", "text", "Body", "transcript"})
_SECRET_NAMES = re.compile(r"TOKEN|SECRET|KEY|PASSWORD|DATABASE_URL|REDIS_URL|WEBHOOK_URL")

_secrets: set[str] = set()
_bodies: set[str] = set()


def keep_secret(*secrets: str) -> None:
    """Let nobody log these from now on."""
    _secrets.update(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)


def keep_environment(environment: Mapping[str, str]) -> None:
    """Let nobody log what the settings of a process hide."""
    keep_secret(*(value for name, value in environment.items() if _SECRET_NAMES.search(name)))


def keep_body(said: Any) -> None:
    """Let nobody log what a person writes in this webhook; a word alone may stand in a sentence of ours."""
    _bodies.update(body for body in _written(said) if len(body) >= _SHORTEST_BODY and " " in body.strip())


def leaks(logged: str) -> list[str]:
    """Return each line that holds what it must not, after what that is."""
    return [f"{kind}: {line}" for line in logged.splitlines() for kind in _found(line)]


def forget() -> None:
    """Begin anew: what the people of another test wrote may be anybody's sentence."""
    _bodies.clear()
    _secrets.clear()


def _found(line: str) -> Iterator[str]:
    plain = _as_read(line)
    if any(secret in plain for secret in _secrets):
        yield "a secret"
    if _PHONE.search(plain):
        yield "a phone"
    if any(body in plain for body in _bodies):
        yield "a body"


def _as_read(line: str) -> str:
    """Undo what JSON escapes."""
    try:
        return json.dumps(json.loads(line), ensure_ascii=False).replace('\\"', '"').replace("\\n", "\n")
    except ValueError:
        return line


def _written(said: Any, name: str = "") -> Iterator[str]:
    if isinstance(said, str) and name in _BODIES:
        yield said
    elif isinstance(said, Mapping):
        for key, value in said.items():
            yield from _written(value, str(key))
    elif isinstance(said, list):
        for value in said:
            yield from _written(value, name)
