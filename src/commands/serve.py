"""`relais serve`: opens the door, works, and stops in order."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from aiohttp import web

import app
from errors import ConfigurationError, DatabaseError
from events import Event, log, observers
from handlers.listening import Door, allow_connections
from handlers.measures import measure
from handlers.presence import keep_noting
from services import language, memory
from services.classifier import IntentClassifier
from services.wakeups import TOPICS
from settings import Settings

Role = Literal["all", "door", "worker"]

_RETRY_SECONDS = 2.0
_CLOSE_SECONDS = 1.0  # what is open still ends with the process: an event stream, a call to a database that hangs


async def serve(settings: Settings, role: Role, *, opened: Callable[[str], None] = lambda _address: None) -> None:
    """Run until SIGTERM or Ctrl-C; a second signal ends at once.

    Args:
        settings: what to build.
        role: `door` takes webhooks, `worker` handles turns and sends, `all` does both.
        opened: called with the address once the door is open.

    Raises:
        ConfigurationError: the address is taken, or a part cannot be built.
    """
    stopping = asyncio.Event()
    allow_connections()
    async with app.open_parts(settings) as parts:
        _stop_on_signals(stopping, parts)
        await run(parts, role, stopping, opened=opened)
    log(Event.SERVICE_STOPPED)


async def run(parts: app.Parts, role: Role, stopping: asyncio.Event, *, opened: Callable[[str], None]) -> None:
    """Open the door and do the role's work until `stopping` is set (see `stop`)."""
    observers.add(measure)
    runner = web.AppRunner(app.build_web_app(parts), shutdown_timeout=_CLOSE_SECONDS)
    await runner.setup()
    try:
        await parts.intake.open()
        address = await _listen(runner, parts.settings)
        log(Event.SERVICE_STARTED, address=address, role=role)
        opened(address)
        await _work(parts, role, stopping)
    finally:
        await runner.cleanup()


def stop(parts: app.Parts, stopping: asyncio.Event) -> None:
    """Ask everything to come to its end: nobody rests any longer."""
    stopping.set()
    for topic in TOPICS:
        parts.wakeups.ring_here(topic)


async def run_work(parts: app.Parts, stopping: asyncio.Event) -> None:
    """Handle turns, send replies, fetch files and tell the company until `stopping` is set."""
    await asyncio.to_thread(_learn, parts.services.classifier)
    worker, sender, fetcher = app.build_worker(parts), app.build_sender(parts), app.build_fetcher(parts)
    notifier = app.build_notifier(parts)
    parts_at_work = (worker, sender, fetcher, notifier)
    await asyncio.gather(*(part.run(stopping) for part in parts_at_work if part))


def _learn(classifier: IntentClassifier) -> None:
    """Learn what it takes to read a text: a second that no message need wait for."""
    classifier.train()
    language.load()
    memory.trim()
    memory.settle()


async def _work(parts: app.Parts, role: Role, stopping: asyncio.Event) -> None:
    await _prepare(parts, stopping)
    memory.settle()
    carrying = [asyncio.create_task(parts.wakeups.carry(topic)) for topic in TOPICS]
    carrying.append(asyncio.create_task(parts.intake.run()))
    carrying.append(asyncio.create_task(keep_noting(parts.services.store, role)))
    if role != "door" and parts.postgres and not parts.postgres.pooled:
        carrying.append(asyncio.create_task(parts.wakeups.listen(parts.postgres)))
    if role != "door":
        carrying.append(asyncio.create_task(app.build_schedule(parts).run()))
    try:
        await (stopping.wait() if role == "door" else run_work(parts, stopping))
    finally:
        for task in carrying:
            task.cancel()
        await asyncio.wait(carrying, timeout=_CLOSE_SECONDS)


async def _prepare(parts: app.Parts, stopping: asyncio.Event) -> None:
    """Prepare as soon as the database is there and migrated: the process outlives any outage of it."""
    while not stopping.is_set():
        try:
            await app.prepare(parts)
        except DatabaseError as error:
            parts.services.store.note_outage(error)
            with suppress(TimeoutError):
                async with asyncio.timeout(_RETRY_SECONDS):
                    await stopping.wait()
        else:
            return


async def _listen(runner: web.AppRunner, settings: Settings) -> str:
    try:
        await Door(runner, settings.host, settings.port).start()
    except OSError as error:
        where = f"HOST {settings.host}, PORT {settings.port}"
        raise ConfigurationError(f"cannot listen on {where}: {error.strerror}") from error
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"


def _stop_on_signals(stopping: asyncio.Event, parts: app.Parts) -> None:
    def on_signal() -> None:
        if stopping.is_set():
            sys.stderr.write("relais: ended at once\n")
            os._exit(1)
        stop(parts, stopping)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
