"""`relais chat`: the simulator in the terminal, through the same inbox, pipeline and outbox."""

from __future__ import annotations

import asyncio
import sys
import uuid
from typing import Any

from rich.panel import Panel

import app
from commands.printing import console as terminal
from commands.serve import run_work, stop
from handlers.prompts import is_prompt
from messages import InboundMessage, Part
from services.channels.phones import to_e164
from services.channels.rendering import numbered
from services.store import Store
from settings import Settings

_LOOK_SECONDS = 0.1


async def chat(settings: Settings, phone: str) -> int:
    """Read lines, print replies; a number chooses an option. Ends with Ctrl-D."""
    sender = to_e164(phone)
    if sender is None:
        sys.stderr.write(f"relais: {phone} is no phone number\n")
        return 2
    stopping = asyncio.Event()
    async with app.open_parts(settings.model_copy(update={"simulator": True})) as parts:
        await app.prepare(parts)
        work = asyncio.create_task(run_work(parts, stopping))
        reading = asyncio.create_task(_show(parts.services.store, sender))
        try:
            await _read(parts, sender)
        finally:
            await asyncio.sleep(settings.burst_quiet_ms / 1000 + 1)  # the last answer
            reading.cancel()
            stop(parts, stopping)
            await work
    return 0


async def _read(parts: app.Parts, sender: str) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        if not line.strip():
            continue
        message = InboundMessage(
            channel="simulator",
            provider_message_id=f"sim.{uuid.uuid4()}",
            sender=sender,
            kind="text",
            content={"kind": "text", "text": line.strip()},
            raw={},
        )
        await parts.services.store.receive_events([message], prompt=is_prompt)
        parts.wakeups.ring("turns")


async def _show(store: Store, sender: str) -> None:
    """Print each reply as it is sent; what was said before stays unsaid."""
    console = terminal()
    seen = max(
        (item["id"] for item in await store.simulator_chat(sender, 0, 0) if item["direction"] == "out"), default=0
    )
    while True:
        for item in await store.simulator_chat(sender, 0, seen):
            if item["direction"] == "out":
                seen = max(seen, int(item["id"]))
                console.print(Panel(_text(item["part"]), expand=False, border_style="green"))
        await asyncio.sleep(_LOOK_SECONDS)


def _text(payload: dict[str, Any]) -> str:
    part = Part.from_json(payload)
    return f"{part.text}\n📎 {part.media.url}" if part.media else numbered(part)
