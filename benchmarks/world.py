"""The world around relais in one process: people who tap at a steady rate, and a provider who takes every reply.

Run as `python -m benchmarks.world ADDRESS PEOPLE`: prints its provider's port; then for each line `RATE SECONDS` on
standard input it taps so often for so long, waits for the last reply, and prints one JSON object with the figures.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import sys
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
import uvloop
from aiohttp import web

SECRET = b"bench-secret"
TOKEN = "bench-token"
PHONE_NUMBER_ID = "1000"

_PATIENCE_SECONDS = 120


def phone_of(person: int) -> str:
    """Return a person's phone, without its plus."""
    return f"336{person:08d}"


@dataclass(slots=True)
class Figures:
    """What was seen from outside: seconds from the webhook to its answer, and to the reply at the provider."""

    answers: list[float] = field(default_factory=list[float])
    replies: list[float] = field(default_factory=list[float])
    refused: int = 0
    unexpected: int = 0
    waiting: dict[str, deque[float]] = field(default_factory=lambda: defaultdict[str, deque[float]](deque))
    last_reply_at: float = 0.0

    def as_json(self, sent: int, began: float) -> dict[str, Any]:
        """Return counts, rates and percentiles; milliseconds."""
        return {
            "sent": sent,
            "replied": len(self.replies),
            "refused": self.refused,
            "unexpected": self.unexpected,
            "seconds": self.last_reply_at - began,
            "answer_ms": percentiles(self.answers),
            "reply_ms": percentiles(self.replies),
        }


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Return p50, p99 and the longest, in milliseconds."""
    ordered = sorted(seconds) or [0.0]
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    last = len(ordered) - 1
    return {name: round(1000 * ordered[min(int(len(ordered) * share), last)], 1) for name, share in at.items()}


def provider(world: World) -> web.Application:
    """Take every reply and note when it came."""
    ids = itertools.count(1)

    async def take(request: web.Request) -> web.Response:
        said = orjson.loads(await request.read())
        if "status" in said:  # read, and typing
            return web.Response(body=b'{"success": true}', content_type="application/json")
        now, figures = time.perf_counter(), world.figures
        queue = figures.waiting[said["to"]]
        if queue:
            figures.replies.append(now - queue.popleft())
            figures.last_reply_at = now
        else:
            figures.unexpected += 1
        return web.Response(
            body=orjson.dumps({"messages": [{"id": f"wamid.bench{next(ids)}"}]}), content_type="application/json"
        )

    app = web.Application()
    app.router.add_post("/{version}/{number}/messages", take)
    return app


def tap(person: int, number: int) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of a signed webhook: a tap on "see my sites"."""
    phone = phone_of(person)
    message = {
        "from": phone,
        "id": f"wamid.in{number:x}",
        "timestamp": str(int(time.time())),
        "type": "interactive",
        "interactive": {"type": "list_reply", "list_reply": {"id": "view_sites_fr", "title": "Voir mes chantiers"}},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": PHONE_NUMBER_ID},
        "contacts": [{"wa_id": phone, "profile": {"name": "Bench"}}],
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    body = orjson.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]})
    signature = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return body, {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}


@dataclass(slots=True)
class World:
    """People and provider; `figures` are those of the running round."""

    address: str
    people: int
    figures: Figures = field(default_factory=Figures)

    async def run(self) -> None:
        """Serve as the provider, and tap as standard input says, until it ends."""
        runner = web.AppRunner(provider(self), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        _say(str(runner.addresses[0][1]))
        while line := await asyncio.to_thread(sys.stdin.readline):
            rate, seconds = map(float, line.split())
            _say(orjson.dumps(await self.round(rate, seconds)).decode())
        await runner.cleanup()

    async def round(self, rate: float, seconds: float) -> dict[str, Any]:
        """Tap at `rate` per second for `seconds`, then wait for the last replies."""
        self.figures = figures = Figures()
        total, began, cpu = int(rate * seconds), time.perf_counter(), time.process_time()
        base = time.time_ns()
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=500)) as session:
            pending: set[asyncio.Task[None]] = set()
            for number in range(total):
                pause = began + number / rate - time.perf_counter()
                if pause > 0:
                    await asyncio.sleep(pause)
                body, headers = tap(number % self.people, base + number)
                figures.waiting[phone_of(number % self.people)].append(began + number / rate)
                task = asyncio.create_task(self._post(session, body, headers, began + number / rate))
                pending.add(task)
                task.add_done_callback(pending.discard)
            await asyncio.gather(*pending)
            deadline = time.perf_counter() + _PATIENCE_SECONDS
            while len(figures.replies) < total - figures.refused and time.perf_counter() < deadline:
                await asyncio.sleep(0.05)
        return figures.as_json(total, began) | {"cpu_seconds": time.process_time() - cpu}

    async def _post(self, session: aiohttp.ClientSession, body: bytes, headers: dict[str, str], due: float) -> None:
        """Post one webhook and note how long its answer took since it was due: a queue here is a wait, too."""
        try:
            async with session.post(f"{self.address}/webhook/whatsapp", data=body, headers=headers) as answer:
                await answer.read()
                self.figures.answers.append(time.perf_counter() - due)
                self.figures.refused += answer.status != web.HTTPOk.status_code
        except aiohttp.ClientError:
            self.figures.refused += 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        loop.run(World(sys.argv[1], int(sys.argv[2])).run())
