"""Files of the chat, over HTTP: what may come in, and what goes out again."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from handlers import simulator
from handlers.keys import CHANNELS
from services.channels.simulator import SimulatorChannel
from services.interfaces import Channel
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import JEAN
from tests.simulator.files import PAGE, PDF, PROGRAM, png, wav

ZIP = b"PK\x03\x04" + b"\0" * 26 + b"word/document.xml"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

TYPES: dict[str, tuple[bytes, tuple[str, str], tuple[str, str]]] = {
    "a picture": (png(), ("image/png", ""), ("image/png", "inline")),
    "a picture that is said to be a film": (png(), ("video/mp4", ""), ("image/png", "inline")),
    "a recording": (b"\0\0\0\x24ftypisom", ("audio/mp4", ""), ("audio/mp4", "inline")),
    "a PDF": (PDF, ("application/pdf", ""), ("application/pdf", "attachment")),
    "a document of Office, by its name": (ZIP, ("", "plan.docx"), (DOCX, "attachment")),
    "a page that is said to be a picture": (PAGE, ("image/png", ""), ("application/octet-stream", "attachment")),
    "a drawing that could run": (
        b"<svg onload='x()'/>",
        ("image/svg+xml", ""),
        ("application/octet-stream", "attachment"),
    ),
    "a program": (PROGRAM, ("application/pdf", ""), ("application/octet-stream", "attachment")),
}


Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(tmp_path: Path) -> AsyncGenerator[Client]:
    """The door of the files and of the switch, without a database."""
    app = web.Application(client_max_size=1024)
    app[CHANNELS] = {"simulator": cast(Channel, SimulatorChannel(tmp_path))}
    app.router.add_post("/simulator/files", simulator.take)
    app.router.add_get("/simulator/files/{id}", simulator.hand_out)
    app.router.add_get("/simulator/trouble", simulator.trouble)
    app.router.add_put("/simulator/trouble", simulator.choose_trouble)
    async with TestClient(TestServer(app)) as opened:
        yield opened


@pytest.mark.parametrize(("content", "said", "served"), TYPES.values(), ids=TYPES)
async def test_a_file_is_what_its_content_says(
    client: Client, content: bytes, said: tuple[str, str], served: tuple[str, str]
) -> None:
    named = {"Content-Type": said[0], "X-Filename": said[1]}
    taken = await (await client.post("/simulator/files", data=content, headers=named)).json()
    assert taken["bytes"] == len(content)

    out = await client.get(f"/simulator/files/{taken['id']}")
    disposition = out.headers["Content-Disposition"].split(";")[0]
    assert (await out.read(), out.headers["Content-Type"], disposition) == (content, *served)
    assert out.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in out.headers["Content-Security-Policy"]


REFUSED: dict[str, tuple[bytes, dict[str, str], int]] = {
    "empty": (b"", {}, 400),
    "too large for a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 16 * 1024 * 1024, {}, 413),
    "another site's page": (png(), {"Sec-Fetch-Site": "cross-site"}, 403),
    "another site's page of an old browser": (png(), {"Origin": "https://evil.example"}, 403),
}


@pytest.mark.parametrize(("content", "headers", "status"), REFUSED.values(), ids=REFUSED)
async def test_a_file_that_is_not_taken(client: Client, content: bytes, headers: dict[str, str], status: int) -> None:
    said = {"Content-Type": "image/png", **headers}
    assert (await client.post("/simulator/files", data=BytesIO(content), headers=said)).status == status


async def test_no_other_site_may_switch(client: Client) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await client.put("/simulator/trouble", json={"send": "refused"}, headers=foreign)).status == 403
    assert (await (await client.get("/simulator/trouble")).json())["sends"]["chosen"] is None


MALFORMED: dict[str, Any] = {
    "unknown": {"send": "earthquake"},
    "missing": {},
    "no object": [],
    "no name": {"send": [1]},
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
async def test_a_trouble_that_there_is_not(client: Client, body: Any) -> None:
    assert (await client.put("/simulator/trouble", json=body)).status == 400


async def _post(house: House, content: bytes, mime_type: str) -> Any:
    return await house.http.post("/simulator/files", content=content, headers={"Content-Type": mime_type})


@on_one_server
async def test_a_file_that_went_is_shown_as_relais_stored_it(house: House) -> None:
    taken = (await _post(house, png(), "image/png")).json()
    said = {"id": "1", "phone": JEAN, "media": {"id": taken["id"], "mime_type": taken["mime_type"]}}
    assert (await house.from_simulator(said)).status_code == 200
    await house.until("select count(*) = 1 from media_files where state = 'stored'")
    (house.parts.settings.data_dir / "simulator" / "files" / taken["id"]).unlink()

    [stored] = await house.rows.column("select id::text from media_files")
    assert (await house.http.get(f"/simulator/files/{taken['id']}")).status_code == 404
    assert (await house.http.get(f"/simulator/files/{stored}")).content == png()
    await house.rows.run("update media_files set channel = 'cloud'")
    assert (await house.http.get(f"/simulator/files/{stored}")).status_code == 404


@pytest.mark.parametrize("name", ["..%2f..%2fspool", "%2e%2e", f"{'0' * 32}.png", "trouble"])
async def test_nothing_else_is_handed_out(client: Client, name: str) -> None:
    assert (await client.get(f"/simulator/files/{name}")).status == 404


@on_one_server
async def test_a_lost_file_is_told_to_its_person(house: House) -> None:
    said = {"id": "1", "phone": JEAN, "media": {"id": f"{'0' * 32}.pdf", "mime_type": "application/pdf"}}
    await house.from_simulator(said)
    await house.until("select count(*) = 1 from media_files where state = 'failed'")
    [item, *_] = await house.rows.value("select simulator_chat($1, 0, 0)", JEAN)
    assert item["files"][0]["last_error"] == "the simulator no longer has the file"


@on_one_server
async def test_a_sound_is_kept_once_it_was_fetched(house: House) -> None:
    taken = (await _post(house, wav(), "audio/wav")).json()
    media = {"id": taken["id"], "mime_type": taken["mime_type"], "voice": True}
    await house.from_simulator({"id": "1", "phone": JEAN, "media": media})
    await house.until("select count(*) = 1 from media_files where state = 'stored' and bytes = $1", len(wav()))
