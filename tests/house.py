"""A running relais: the real door on a loopback port, the real worker and sender, fake providers outside."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from tempfile import TemporaryDirectory
from typing import Any

import httpx

import app
from commands.serve import run, stop
from services.interfaces import Channel
from settings import Settings
from tests import leaks
from tests.fakes import graph, twilio
from tests.fakes.graph import FakeGraph
from tests.fakes.twilio import FakeTwilio
from tests.rows import Rows

PATIENCE = 45.0
"""Seconds after which a condition that should come true is a failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a test can reach: the door, the providers, the rows."""

    address: str
    http: httpx.AsyncClient
    graph: FakeGraph
    twilio: FakeTwilio
    rows: Rows
    parts: app.Parts

    def channel(self, name: str) -> Channel:
        """Return a channel as relais itself uses it."""
        return self.parts.services.channels[name]

    async def from_meta(self, webhook: Mapping[str, Any]) -> httpx.Response:
        """Post a webhook as Meta does, signed."""
        leaks.keep_body(webhook)
        self.graph.known |= set(re.findall(r'"id": "(wamid[^"]*)"', json.dumps(webhook)))
        self.graph.media.deliver(webhook)
        body, headers = graph.signed(webhook)
        return await self.http.post("/webhook/whatsapp", content=body, headers=headers)

    async def from_twilio(self, form: Mapping[str, str], path: str = "/webhook/twilio") -> httpx.Response:
        """Post a form as Twilio does, signed."""
        leaks.keep_body(form)
        body, headers = twilio.signed(form, f"{self.address}{path}")
        return await self.http.post(path, content=body, headers=headers)

    async def from_simulator(self, said: Mapping[str, Any]) -> httpx.Response:
        """Post what the simulator's page posts."""
        leaks.keep_body(said)
        return await self.http.post(
            "/simulator/messages", content=json.dumps(said), headers={"Content-Type": "application/json"}
        )

    async def settled(self) -> None:
        """Return when every message has its outcome and every reply is out of our hands."""
        await self.until("select count(*) = 0 from inbox where state = 'pending'")
        await self.until("select count(*) = 0 from outbox where state in ('pending', 'sending')")

    async def until(self, condition: str, *values: Any) -> None:
        """Return when a query says true; fail when it does not in time."""
        deadline = time.monotonic() + PATIENCE
        while not await self.rows.value(condition, *values):
            assert time.monotonic() < deadline, f"still not true after {PATIENCE} s: {condition}"
            await asyncio.sleep(0.01)


@asynccontextmanager
async def open_house(
    dsn: str, *, role: Any = "all", services: Mapping[str, Any] | None = None, **settings: Any
) -> AsyncGenerator[House]:
    """Run relais on a database until the block ends; `services` stand in for those that the settings would build."""
    async with AsyncExitStack() as stack:
        meta = await stack.enter_async_context(FakeGraph())
        other = await stack.enter_async_context(FakeTwilio())
        settings.setdefault("data_dir", stack.enter_context(TemporaryDirectory()))
        chosen = _settings(dsn, meta, other, settings)
        leaks.keep_secret(*chosen.secrets)
        parts = await stack.enter_async_context(app.open_parts(chosen))
        parts = replace(parts, services=replace(parts.services, **(services or {})))
        stopping = asyncio.Event()
        opened: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        running = asyncio.create_task(run(parts, role, stopping, opened=opened.set_result))
        both: set[asyncio.Future[Any]] = {running, opened}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        address = opened.result()
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=30))
        rows = await stack.enter_async_context(Rows(dsn))
        yield House(address=address, http=http, graph=meta, twilio=other, rows=rows, parts=parts)
        stop(parts, stopping)
        await running


def _settings(dsn: str, meta: FakeGraph, other: FakeTwilio, given: dict[str, Any]) -> Settings:
    values: dict[str, Any] = {
        "database_url": dsn,
        "port": 0,
        "whatsapp_phone_number_id": graph.PHONE_NUMBER_ID,
        "whatsapp_access_token": graph.TOKEN,
        "whatsapp_app_secret": graph.SECRET,
        "whatsapp_verify_token": graph.VERIFY_TOKEN,
        "graph_api_url": meta.url,
        "twilio_account_sid": twilio.ACCOUNT,
        "twilio_auth_token": twilio.TOKEN,
        "twilio_whatsapp_number": twilio.NUMBER,
        "twilio_api_url": other.url,
        "twilio_content_url": other.url,
        "retry_base_seconds": 0.05,
        "drain_seconds": 5,
        "spool_dir": "off",
        "_env_file": None,
        **given,
    }
    return Settings(**values)
