"""How fast `relais monitor` reads, and in how much memory: logs as a busy relais writes them, of two sizes.

Run as `python -m benchmarks.monitor MEGABYTES > FILE` it only writes such a log.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import orjson
import psutil

SMALL, LARGE = 100, 1000
"""Megabytes."""

_PEOPLE = 5000
_BEGAN = datetime(2026, 1, 5, 6, tzinfo=UTC)
_BEFORE = ("identify", "open_session", "handoff", "flood", "media", "language", "direct_action")
_OF_TEXTS = ("classify_intent", "remember_language", "ask_model", "flow", "act")


@dataclass(frozen=True, slots=True)
class Speed:
    """What one size took; memory is what the process held at most."""

    megabytes: int
    seconds: float
    memory_megabytes: float


def measure(*sizes: int) -> list[Speed]:
    """Read a log of each size, in megabytes."""
    with TemporaryDirectory() as folder:
        return [_measured(Path(folder) / f"{size}.log", size) for size in sizes or (SMALL, LARGE)]


def write_log(path: Path, megabytes: float, seed: int = 1) -> None:
    """Write a log of about so many megabytes, in which nothing is wrong; the same one for the same seed."""
    left = int(megabytes * 1e6)
    with path.open("wb", buffering=1 << 20) as file:
        for line in turns(seed):
            left -= file.write(line)
            if left <= 0:
                return


def turns(seed: int = 1) -> Iterator[bytes]:
    """Yield the lines of one turn after the other, as of several hundred people who write and tap all day."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    people = [(str(UUID(int=chance.getrandbits(128))), str(UUID(int=chance.getrandbits(128)))) for _ in range(_PEOPLE)]
    now = _BEGAN
    while True:
        now += timedelta(milliseconds=chance.expovariate(1 / 50))
        person, session = chance.choice(people)
        yield b"".join(_turn(chance, now, person, session))


def _turn(chance: random.Random, now: datetime, person: str, session: str) -> Iterator[bytes]:
    message, tap = f"wamid.{chance.getrandbits(128):032x}", chance.random() < 0.7
    ids = {"message_id": message, "subcontractor_id": person, "channel": "cloud", "session_id": session}
    yield _line(now, "webhook.received", "Stored 1 of 1 messages of 1 webhooks", stored=1, messages=1, webhooks=1)
    yield _line(now, "session.reused", "Reusing existing session_id", **ids)
    if tap:
        yield _line(now, "tool_outputs.found", "Found tool_outputs with list_tasks_tool", tool="list_tasks_tool", **ids)
    else:
        yield _line(now, "history.loaded", "Loaded 12 recent messages for intent context", count=12, **ids)
        yield _line(now, "intent.classified", "Classified the text as list_tasks", intent="list_tasks", **ids)
    names = (*_BEFORE, *(() if tap else _OF_TEXTS), "compose")
    stages = {"restore_project": 0.01} | {name: round(chance.lognormvariate(0, 1.5), 2) for name in names}
    yield _line(
        now + timedelta(milliseconds=60), "message.handled", "Handled message: answered", outcome="answered",
        attempts=1, kind="button" if tap else "text", since_received_ms=round(chance.lognormvariate(4.5, 0.7), 2),
        intent="action:task" if tap else "list_tasks", confidence=None if tap else 0.9998, language="fr",
        stages=stages, replies=1, elapsed_ms=round(sum(stages.values()), 2), **ids,
    )  # fmt: skip
    part = f"{person}:{chance.randrange(10**6)}"
    yield _line(
        now + timedelta(milliseconds=90), "reply.sent", f"Sent part {part}", reply_id=part, attempts=1,
        provider_message_id=f"wamid.{chance.getrandbits(128):032x}", elapsed_ms=round(chance.lognormvariate(4, 0.5), 2),
        subcontractor_id=person, channel="cloud",
    )  # fmt: skip


def _line(at: datetime, event: str, message: str, **fields: object) -> bytes:
    stamp = at.isoformat().replace("+00:00", "Z")
    return orjson.dumps({"timestamp": stamp, "level": "info", "event": event, "message": message} | fields) + b"\n"


def _measured(path: Path, megabytes: int) -> Speed:
    write_log(path, megabytes)
    relais = Path(sys.executable).with_name("relais")
    began = time.perf_counter()
    with subprocess.Popen([relais, "monitor", path, "--json"], stdout=subprocess.DEVNULL) as process:  # noqa: S603
        memory = max(_held(process))
    seconds = time.perf_counter() - began
    path.unlink()
    return Speed(megabytes, seconds, memory)


def _held(process: subprocess.Popen[bytes]) -> Iterator[float]:
    """Yield the megabytes that a process holds, again and again, until it ends."""
    seen = psutil.Process(process.pid)
    while process.poll() is None:
        with suppress(psutil.NoSuchProcess):
            yield seen.memory_info().rss / 1e6
        time.sleep(0.02)


def main() -> None:
    """Write a log of so many megabytes to the standard output."""
    left = int(float(sys.argv[1]) * 1e6)
    for line in turns():
        left -= sys.stdout.buffer.write(line)
        if left <= 0:
            return


if __name__ == "__main__":
    main()
