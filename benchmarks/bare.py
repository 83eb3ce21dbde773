"""A bare aiohttp handler on uvloop that reads, verifies and answers: what the door of relais is measured against.

Run as `python -m benchmarks.bare [DSN]`: prints its address and serves until it is ended. With a database it also
writes the message down, by the call that relais makes, before it answers.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import subprocess
import sys
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

import uvloop
from aiohttp import web

from benchmarks.world import SECRET
from handlers.prompts import is_prompt
from messages import InboundMessage
from services.channels.cloud.webhook import parse_webhook
from services.database.asyncpg import AsyncpgDatabase
from services.store import LaneRules, Store

Handler = Callable[[web.Request], Awaitable[web.Response]]


@contextmanager
def bare(*arguments: str) -> Generator[str]:
    """Run it in a process of its own until the block ends; yields its address."""
    command = [sys.executable, "-m", "benchmarks.bare", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        assert process.stdout  # noqa: S101 - a pipe was asked for
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


async def answer(request: web.Request) -> web.Response:
    """Answer 200 to a signed body, else 403."""
    return web.Response(status=200 if _is_signed(request, await request.read()) else 403)


def storing(store: Store) -> Handler:
    """Return the same, durable: in Postgres before the answer, one call per webhook."""

    async def store_and_answer(request: web.Request) -> web.Response:
        body = await request.read()
        if not _is_signed(request, body):
            return web.Response(status=403)
        messages = [event for event in parse_webhook(body) if isinstance(event, InboundMessage)]
        await store.receive_events(messages, prompt=is_prompt)
        return web.Response()

    return store_and_answer


async def serve(handler: Handler) -> None:
    """Serve at any free port until the process is ended."""
    app = web.Application()
    app.router.add_post("/webhook/whatsapp", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def _is_signed(request: web.Request, body: bytes) -> bool:
    signature = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"sha256={signature}", request.headers.get("X-Hub-Signature-256", ""))


if __name__ == "__main__":
    dsn = sys.argv[1] if len(sys.argv) > 1 else None
    chosen = storing(Store(AsyncpgDatabase(dsn), LaneRules())) if dsn else answer
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        loop.run(serve(chosen))
