from __future__ import annotations

import pytest

from services.media.names import media_path, plain_type, safe_name

TYPES: dict[str | None, str] = {
    "image/jpeg": "image/jpeg",
    "audio/ogg; codecs=opus": "audio/ogg",
    " Image/PNG ": "image/png",
    "application/vnd.ms-excel": "application/vnd.ms-excel",
    "text/html\r\nX: y": "application/octet-stream",
    "jpeg": "application/octet-stream",
    "": "application/octet-stream",
    None: "application/octet-stream",
}


@pytest.mark.parametrize(("given", "expected"), TYPES.items(), ids=map(repr, TYPES))
def test_a_type_is_a_type(given: str | None, expected: str) -> None:
    assert plain_type(given) == expected


PATHS = {
    "image/jpeg": "p/m.jpg",
    "audio/ogg; codecs=opus": "p/m.ogg",
    "application/x-msdownload": "p/m.bin",
    "../../x": "p/m.bin",
    "": "p/m.bin",
}


@pytest.mark.parametrize(("mime_type", "expected"), PATHS.items(), ids=map(repr, PATHS))
def test_a_path_is_made_of_ids(mime_type: str, expected: str) -> None:
    assert media_path("p", "m", mime_type) == expected


NAMES: dict[str | None, str] = {
    None: "m.pdf",
    "": "m.pdf",
    "plan.pdf": "plan.pdf",
    "Plan étage 2.PDF": "Plan étage 2.PDF",
    "../../etc/passwd": "_.._etc_passwd",
    "C:\\Windows\\win.ini": "C__Windows_win.ini",
    ".bashrc": "bashrc",
    "...": "m.pdf",
    ".pdf": "pdf",
    "a\r\nb\0.pdf": "ab.pdf",
    "facture\u202efdp.exe": "facturefdp.exe",
    "no extension": "no extension",
    "x" * 500 + ".pdf": "x" * 180 + ".pdf",
    "é" * 500 + ".pdf": "é" * 90 + ".pdf",
    "😀" * 100: "😀" * 45,
    "a." + "b" * 500: "a." + "b" * 178,
    "name .pdf": "name.pdf",
}


@pytest.mark.parametrize(("given", "expected"), NAMES.items(), ids=map(ascii, NAMES))
def test_a_name_can_be_saved(given: str | None, expected: str) -> None:
    name = safe_name(given, "m", "application/pdf")
    assert name == expected
    assert len(name.encode()) <= 255
