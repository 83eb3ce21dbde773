"""`relais simulate` as a process, with `relais serve` as the bot that has the settings which it prints."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.door.processes import PATIENCE, RELAIS, relais, serving
from tests.door.servers import on_one_server
from tests.door.waiting import eventually
from tests.phones import JEAN
from tests.rows import Rows


@dataclass(slots=True, kw_only=True)
class Simulating:
    """A `relais simulate` that runs, and what it printed until it was ready."""

    process: asyncio.subprocess.Process
    settings: dict[str, str]
    page: str

    async def line(self, wanted: str) -> str:
        """Return the next line that holds this."""
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE):
            async for line in self.process.stdout:
                if wanted in line.decode():
                    return line.decode()
        raise AssertionError(f"it ended without {wanted}")


@asynccontextmanager
async def simulating(*arguments: str, cwd: Path) -> AsyncGenerator[Simulating]:
    process = await asyncio.create_subprocess_exec(
        RELAIS, "simulate", "--port", "0", *arguments, cwd=cwd, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        async with asyncio.timeout(PATIENCE):
            printed = (await process.stdout.readuntil(b"GRAPH_API_URL=") + await process.stdout.readline()).decode()
        settings = dict(line.split("=", 1) for line in printed.splitlines() if re.match(r"[A-Z_]+=", line))
        page = re.search(r"http://\S+/simulator", printed)
        assert page
        yield Simulating(process=process, settings=settings, page=page[0])
        process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_nobody_speaks_to_the_terminal(tmp_path: Path) -> None:
    async with simulating("--bot", "http://127.0.0.1:9", cwd=tmp_path) as simulated:
        async with httpx.AsyncClient() as anybody:
            await anybody.post(simulated.page.replace("/simulator", "/v26.0/%1b%5b2J/messages"), content="{}")
        assert "POST /v26.0/\\u001b[2J/messages" in await simulated.line("POST /v26.0/")


@on_one_server
async def test_a_bot_with_the_printed_settings_is_talked_to(dsn: str, tmp_path: Path, unused_tcp_port: int) -> None:
    bot = f"http://127.0.0.1:{unused_tcp_port}"
    async with simulating("--bot", bot, cwd=tmp_path) as simulated:
        assert "nobody answers" in await simulated.line("check of the webhook")
        settings = {"DATABASE_URL": dsn, "BURST_QUIET_MS": "0", "SPOOL_DIR": "off", **simulated.settings}
        async with serving("serve", cwd=tmp_path, PORT=str(unused_tcp_port), **settings) as serve:
            assert "it will get messages" in await simulated.line("check of the webhook")
            async with httpx.AsyncClient(base_url=simulated.page, timeout=PATIENCE) as page:
                said = {"id": str(uuid4()), "phone": JEAN, "text": "Bonjour"}
                assert (await page.post("/messages", json=said)).json() == {"status": "stored"}
                states = [state async for state in _states_of_the_answer(page)]
            async with Rows(dsn) as rows:
                await eventually(lambda: rows.value("select state = 'read' from outbox"))
            await serve.terminated()

    assert states[-1] == "read"


async def _states_of_the_answer(page: httpx.AsyncClient) -> AsyncGenerator[str]:
    async with page.stream("GET", "/events", params={"phone": JEAN}) as stream:
        async for line in stream.aiter_lines():
            item: dict[str, Any] = json.loads(line.removeprefix("data: ")) if line.startswith("data: {") else {}
            if item.get("direction") == "out":
                assert "Bonjour Jean" in item["part"]["text"]
                yield item["state"]
                if item["state"] == "read":
                    return


WISHES = {
    "a setting that is none": ("--set", "WHATSAPP_SECRET=x"),
    "a setting without a value": ("--set", "WHATSAPP_APP_SECRET"),
    "somebody who is nobody": ("--person", "Jean"),
    "an address that is none of ours": ("--host", "192.0.2.1"),
}


@pytest.mark.parametrize("arguments", WISHES.values(), ids=WISHES)
def test_a_wish_that_makes_no_sense_is_named(arguments: tuple[str, str], tmp_path: Path) -> None:
    ended = relais("simulate", *arguments, cwd=tmp_path)

    assert ended.returncode == 2
    assert arguments[1].partition("=")[0] in ended.stderr


async def test_credentials_can_be_chosen(tmp_path: Path) -> None:
    async with simulating(
        "--host", "0.0.0.0", "--set", "WHATSAPP_APP_SECRET=mine", "--channel", "both", cwd=tmp_path
    ) as simulated:
        assert simulated.settings["WHATSAPP_APP_SECRET"] == "mine"
        assert simulated.settings["GRAPH_API_URL"] == simulated.page.removesuffix("/simulator")
        assert simulated.page.startswith("http://127.0.0.1:")
