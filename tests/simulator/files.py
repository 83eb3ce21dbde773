"""Small files that are what they say."""

from __future__ import annotations

import io
import struct
import wave
import zlib
from typing import Any


def png(width: int = 64, height: int = 40) -> bytes:
    """Return a picture that a browser can show."""
    rows = (b"\0" + bytes((x + y) % 256 for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"".join(rows))) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def wav(seconds: float = 0.2) -> bytes:
    """Return a silence that a browser can play."""
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * int(8000 * seconds))
    return written.getvalue()


PDF = b"%PDF-1.4\n%%EOF\n"
PAGE = b"<!doctype html><script>alert(1)</script>"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00"


def chosen(name: str, mime_type: str, content: bytes) -> Any:
    """Return a file as Playwright puts it into a field."""
    return {"name": name, "mimeType": mime_type, "buffer": content}


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
