"""What is small on the wire and huge afterwards: nothing that is packed is unpacked, nothing that is drawn is decoded."""

from __future__ import annotations

import gzip
import io
import json
import resource
import time
import zipfile
import zlib
from collections.abc import AsyncGenerator, Callable

import pytest

from tests.conftest import Logged, OpenHouse
from tests.door.conftest import dsn, shared_dsn
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.files import Held
from tests.house import House
from tests.phones import JEAN

__all__ = ["dsn", "shared_dsn"]

pytestmark = on_one_server

MEBIBYTE = 1024 * 1024
LITTLE = 32 * MEBIBYTE


@pytest.fixture
async def door(house_of: OpenHouse) -> AsyncGenerator[House]:
    async with house_of(role="door") as opened:
        yield opened


PACKED: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "deflate": zlib.compress}


@pytest.mark.parametrize("packing", PACKED)
async def test_a_packed_webhook_stays_packed(door: House, packing: str) -> None:
    """A gigabyte of blanks is a megabyte on the wire: what is signed is that, and it is no JSON."""
    bomb = PACKED[packing](b" " * 100 * MEBIBYTE)
    headers = {"X-Hub-Signature-256": graph.sign(bomb), "Content-Encoding": packing, "Content-Type": "application/json"}
    before = _memory()
    answer = await door.http.post("/webhook/whatsapp", content=bomb, headers=headers)
    assert answer.status_code == 400
    assert _memory() - before < LITTLE


NESTED = {
    "lists": b"[" * 1_500_000 + b"]" * 1_500_000,
    "objects": b'{"a":' * 500_000 + b"1" + b"}" * 500_000,
    "in a webhook": b'{"entry":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}",
    "a number without an end": b'{"entry":' + b"9" * 3_000_000 + b"}",
    "the same name again and again": b"{" + b'"entry":1,' * 290_000 + b'"entry":1}',
}


@pytest.mark.parametrize("body", NESTED.values(), ids=NESTED)
async def test_json_without_an_end_is_read_in_no_time(door: House, body: bytes, logged: Logged) -> None:
    body, headers = graph.signed(body)
    began, before = time.process_time(), _memory()
    answer = await door.http.post("/webhook/whatsapp", content=body, headers=headers)
    assert answer.status_code in {200, 400}
    assert time.process_time() - began < 3
    assert _memory() - before < 8 * LITTLE
    assert logged("error.unexpected", "library.logged") == []


@pytest.mark.parametrize("kind", ["text", "order", "contacts", "interactive", "reaction", "unheard"])
@pytest.mark.parametrize("named", [True, False], ids=["with an id", "without one"])
async def test_a_deep_message_harms_no_neighbour(door: House, kind: str, named: bool, logged: Logged) -> None:
    deep = {**graph.text(JEAN, "x"), "type": kind, kind: "DEEP"}
    if not named:
        del deep["id"]
    said = json.dumps(graph.webhook([deep, graph.text(JEAN, "Bonjour")]))
    body, headers = graph.signed(said.replace('"DEEP"', '{"body":[' * 240 + "1" + "]}" * 240).encode())
    answer = await door.http.post("/webhook/whatsapp", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    assert await door.rows.value("select count(*) from inbox where content ->> 'text' = 'Bonjour'") == 1
    assert logged("error.unexpected", "library.logged") == []


async def test_an_archive_is_kept_as_it_is(house_of: OpenHouse) -> None:
    """A zip of twenty megabytes of zeros: stored as the bytes it came in, and never opened."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"0" * 20 * MEBIBYTE)
    async with house_of(burst_quiet_ms=0) as house:
        media_id = house.graph.media.put(Held(content=packed.getvalue(), mime_type="application/zip"))
        item = graph.media(JEAN, "document", mime_type="application/zip", filename="plans.zip", id=media_id)
        await house.from_meta(graph.webhook([item]))
        await house.until("select count(*) = 1 from media_files where state = 'stored'")
        assert await house.rows.value("select bytes from media_files") == len(packed.getvalue())


def _memory() -> int:
    """Return the most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
