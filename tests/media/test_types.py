"""A file is what its content says: a page that is sent as a photo is no photo, whatever anybody claims."""

from __future__ import annotations

from tests.door.servers import on_one_server
from tests.fakes.files import Held
from tests.house import House
from tests.media.files import fetched, fetching, waits

pytestmark = on_one_server

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)

SENT: dict[str, tuple[str, str, bytes, dict[str, str | None]]] = {
    "a page as a photo": ("image", "image/jpeg", b"<!DOCTYPE html><script>steal()</script>", {
        "state": "failed", "mime_type": None, "last_error": "the file is text/html, whatever it is said to be",
    }),
    "a program as a photo": ("image", "image/jpeg", b"MZ\x90\x00\x03" + bytes(64), {
        "state": "failed", "mime_type": None,
        "last_error": "the file is application/x-executable, whatever it is said to be",
    }),
    "a program as a document": ("document", "application/pdf", b"\x7fELF" + bytes(64), {
        "state": "failed", "mime_type": None,
        "last_error": "the file is application/x-executable, whatever it is said to be",
    }),
    "a text as a voice message": ("voice", "audio/ogg; codecs=opus", b"hello", {
        "state": "failed", "mime_type": None, "last_error": "the file is no audio, but text/plain",
    }),
    "nothing at all": ("image", "image/jpeg", b"", {
        "state": "failed", "mime_type": None, "last_error": "the file is empty",
    }),
    "another picture than was said": ("image", "image/jpeg", PNG, {
        "state": "stored", "mime_type": "image/png", "last_error": None,
    }),
    "a drawing that nobody knows": ("document", "image/vnd.dwg", b"AC1032\x00\x00" + bytes(64), {
        "state": "stored", "mime_type": "application/octet-stream", "last_error": None,
    }),
}  # fmt: skip


async def test_a_file_is_what_its_content_says(door: House) -> None:
    for kind, claimed, content, _outcome in SENT.values():
        await waits(door.rows, door.graph.media.put(Held(content=content, mime_type=claimed)), kind=kind)
    async with fetching(door):
        await fetched(door, len(SENT))

    found = await door.rows.all("select state, mime_type, last_error from media_files order by created_at")
    assert dict(zip(SENT, found, strict=True)) == {name: outcome for name, (*_sent, outcome) in SENT.items()}


async def test_the_name_of_the_place_says_what_it_is(door: House) -> None:
    await waits(door.rows, door.graph.media.put(Held(content=PNG)))
    async with fetching(door):
        await fetched(door)

    assert await door.rows.value("select path like '%.png' and filename like '%.png' from media_files")
