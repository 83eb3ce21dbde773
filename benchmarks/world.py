"""The world around relais in one process: people who tap at a steady rate, and a provider who takes every reply.

Run as `python -m benchmarks.world ADDRESS RATE SECONDS PEOPLE`: prints its provider's port, waits for a line on
standard input, and prints one JSON object with the figures.
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


def provider(figures: Figures) -> web.Application:
    """Take every reply and note when it came."""
    ids = itertools.count(1)

    async def take(request: web.Request) -> web.Response:
        said = orjson.loads(await request.read())
        now = time.perf_counter()
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
        "id": f"wamid.in{number}",
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


async def send(session: aiohttp.ClientSession, figures: Figures, address: str, person: int, number: int) -> None:
    """Post one webhook and note how long its answer took."""
    body, headers = tap(person, number)
    began = time.perf_counter()
    figures.waiting[phone_of(person)].append(began)
    try:
        async with session.post(f"{address}/webhook/whatsapp", data=body, headers=headers) as answer:
            await answer.read()
            figures.answers.append(time.perf_counter() - began)
            figures.refused += answer.status != web.HTTPOk.status_code
    except aiohttp.ClientError:
        figures.refused += 1


async def run(address: str, rate: float, seconds: float, people: int) -> None:
    """Tap at `rate` per second for `seconds`, then wait for the last replies."""
    figures = Figures()
    runner = web.AppRunner(provider(figures), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    total, began = int(rate * seconds), time.perf_counter()
    base = time.time_ns()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=200)) as session:
        pending: set[asyncio.Task[None]] = set()
        for number in range(total):
            pause = began + number / rate - time.perf_counter()
            if pause > 0:
                await asyncio.sleep(pause)
            task = asyncio.create_task(send(session, figures, address, number % people, base + number))
            pending.add(task)
            task.add_done_callback(pending.discard)
        await asyncio.gather(*pending)
        deadline = time.perf_counter() + 120
        while len(figures.replies) < total - figures.refused and time.perf_counter() < deadline:
            await asyncio.sleep(0.05)
    sys.stdout.write(orjson.dumps(figures.as_json(total, began)).decode() + "\n")
    sys.stdout.flush()
    await runner.cleanup()


if __name__ == "__main__":
    address, rate, seconds, people = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        loop.run(run(address, rate, seconds, people))
