"""Real `relais serve` processes beside a house that is only a door, and a provider that reports what it took."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.door.processes import Serving, serving
from tests.fakes import graph
from tests.house import House


@asynccontextmanager
async def worker(house: House, dsn: str, cwd: Path, **settings: str) -> AsyncGenerator[Serving]:
    """Run a worker in a process of its own until the block ends; short leases, so that a test sees them end."""
    async with serving("serve", cwd=cwd, **(settings_of(house, dsn) | settings)) as running:
        yield running


def settings_of(house: House, dsn: str) -> dict[str, str]:
    """Return the environment of a worker that answers through the house's provider."""
    return {
        "DATABASE_URL": dsn,
        "WHATSAPP_PHONE_NUMBER_ID": graph.PHONE_NUMBER_ID,
        "WHATSAPP_ACCESS_TOKEN": graph.TOKEN,
        "GRAPH_API_URL": house.graph.url,
        "BURST_QUIET_MS": "0",
        "LEASE_SECONDS": "1",
        "RECONCILE_SECONDS": "10",
        "RETRY_BASE_SECONDS": "0.1",
        "MAX_ATTEMPTS": "50",
        "SPOOL_DIR": "off",
    }


@asynccontextmanager
async def statuses(house: House) -> AsyncGenerator[None]:
    """Report every accepted message as sent, many at once, as Meta does: so the report keeps up with what is sent.

    It decides what a killed worker no longer could tell.
    """

    async def report() -> None:
        told = 0
        while True:
            if new := house.graph.sent[told : told + 100]:
                said = [graph.status(sent.id, "sent", reply_id=sent.reply_id or "") for sent in new]
                await deliver(house, [graph.webhook(statuses=said)])
                told += len(new)
            await asyncio.sleep(0.05)

    task = asyncio.create_task(report())
    try:
        yield
    finally:
        task.cancel()


def talk(phones: Sequence[str], each: int, text: str = "merci") -> list[dict[str, Any]]:
    """Return every person's messages as webhooks, people mixed, each person's in order."""
    return [graph.webhook([graph.text(phone, text)]) for _ in range(each) for phone in phones]


async def deliver(house: House, webhooks: Sequence[dict[str, Any]]) -> None:
    """Post webhooks one after the other, each again until it is answered with 200, as Meta does."""
    for webhook in webhooks:
        while True:
            if (await house.from_meta(webhook)).status_code == 200:
                break
            await asyncio.sleep(0.05)
