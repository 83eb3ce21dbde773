"""What a person sends, and what lies in a folder afterwards."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import app
from tests.fakes import graph, twilio
from tests.fakes.files import Held
from tests.house import House
from tests.phones import JEAN
from tests.rows import Rows

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 4000
"""About a megabyte."""
OTHER_PHOTO = b"\xff\xd8\xff another one"

JEANS_ID = "50000000-0000-4000-8000-000000000001"

_WAITS = """
    insert into media_files (subcontractor_id, message_id, provider_message_id, position, channel, provider_media_id,
                             provider_url, kind)
    values ($1, gen_random_uuid(), gen_random_uuid()::text, 1, $2, $3, $4, $5)
"""

STATE = "select state, attempts, last_error from media_files order by created_at, position"


async def send(house: House, media_id: str, kind: str = "image", **file: str) -> None:
    """Post Meta's webhook of a file of Jean's."""
    item = graph.media(JEAN, kind, id=media_id, **file)
    assert (await house.from_meta(graph.webhook([item]))).status_code == 200


async def send_by_twilio(house: House, *urls: str) -> None:
    """Post Twilio's form of photos of Jean's; a path is one of the API's."""
    places = [f"{house.twilio.url}{url}" if url.startswith("/") else url for url in urls]
    form = twilio.media(JEAN, *((place, "image/jpeg") for place in places))
    assert (await house.from_twilio(form)).status_code == 200


async def photo(house: House, **said: Any) -> None:
    """Send a photo through Meta; `said` is what Meta tells of it later."""
    await send(house, house.graph.media.put(Held(content=PHOTO), **said))


async def waits(rows: Rows, *media_ids: str, channel: str = "cloud", kind: str = "image") -> None:
    """Have files of Jean's to be fetched, as if their messages had been handled."""
    for media_id in media_ids:
        await rows.run(_WAITS, JEANS_ID, channel, media_id, None, kind)


async def lies_at(rows: Rows, url: str) -> None:
    """Have a file of Jean's to be fetched that Twilio named so."""
    await rows.run(_WAITS, JEANS_ID, "twilio", None, url, "image")


@asynccontextmanager
async def fetching(house: House, **changes: Any) -> AsyncGenerator[None]:
    """Let a fetcher of a house work during a block, with `changes` to it."""
    stopping = asyncio.Event()
    running = asyncio.create_task(replace(app.build_fetcher(house.parts), **changes).run(stopping))
    try:
        yield
    finally:
        stopping.set()
        house.parts.wakeups.ring_here("media")
        await running


async def fetch(house: House, **said: Any) -> None:
    """Have a photo fetched to its end; `said` is what Meta tells of it."""
    await waits(house.rows, house.graph.media.put(Held(content=PHOTO), **said))
    async with fetching(house):
        await fetched(house)


async def fetched(house: House, count: int = 1) -> None:
    """Return when so many files have come to their end."""
    await house.until("select count(*) = $1 from media_files where state <> 'pending'", count)


def lying(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder: its path and its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
