"""What a file is, by its first bytes, and what its sender's claim adds."""

from __future__ import annotations

import pytest

from errors import MediaTypeError
from services.media.types import HEAD_BYTES, checked_type

_MP4 = b"\x00\x00\x00\x18ftyp"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ZIP = b"PK\x03\x04" + bytes(26)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

TAKEN: dict[str, tuple[str, str, bytes, str]] = {
    "jpeg": ("image", "image/jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
    "png": ("image", "image/png", b"\x89PNG\r\n\x1a\n", "image/png"),
    "a sticker": ("sticker", "image/webp", b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    "a photo of a phone as a document": ("document", "image/heic", _MP4 + b"heic", "image/heic"),
    "mp4": ("video", "video/mp4", _MP4 + b"isom", "video/mp4"),
    "3gpp": ("video", "video/3gpp", _MP4 + b"3gp4", "video/3gpp"),
    "3gpp in an mp4": ("video", "video/3gpp", _MP4 + b"isom", "video/3gpp"),
    "a voice message": ("voice", "audio/ogg; codecs=opus", b"OggS\x00\x02", "audio/ogg"),
    "amr": ("audio", "audio/amr", b"#!AMR\n", "audio/amr"),
    "aac": ("audio", "audio/aac", b"\xff\xf1\x50\x80", "audio/aac"),
    "mp3 with tags": ("audio", "audio/mpeg", b"ID3\x04", "audio/mpeg"),
    "mp3 without": ("audio", "audio/mpeg", b"\xff\xfb\x90\x00", "audio/mpeg"),
    "m4a": ("audio", "audio/mp4", _MP4 + b"M4A ", "audio/mp4"),
    "sound in an mp4": ("audio", "audio/mp4", _MP4 + b"mp42", "audio/mp4"),
    "pdf": ("document", "application/pdf", b"%PDF-1.7", "application/pdf"),
    "pdf with another claim": ("document", "text/plain", b"%PDF-1.7", "application/pdf"),
    "a sheet": ("document", _XLSX, _ZIP + b"[Content_Types].xml", _XLSX),
    "a sheet that is none": ("document", _XLSX, b"%PDF-1.7", "application/pdf"),
    "an archive": ("document", "application/zip", _ZIP + b"plans/a.dwg", "application/zip"),
    "an old sheet": ("document", "application/vnd.ms-excel", _OLE, "application/vnd.ms-excel"),
    "rich text": ("document", "application/rtf", b"{\\rtf1", "application/rtf"),
    "text": ("document", "text/plain", "béton, 3 m³".encode(), "text/plain"),
    "a table": ("document", "text/csv", b"a;b\n1;2\n", "text/csv"),
    "a contact": ("contacts", "text/vcard", b"BEGIN:VCARD\n", "text/vcard"),
    "text that speaks of a script": ("document", "text/plain", b"see <script> there", "text/plain"),
    "text cut within a letter": ("document", "text/plain", b"a" * (HEAD_BYTES - 1) + "é".encode()[:1], "text/plain"),
    "data in angle brackets": ("document", "application/xml", b"<?xml version='1.0'?><plan/>", "text/plain"),
    "what nobody knows": ("document", "application/acad", b"AC1032\x00\x00", "application/octet-stream"),
    "what nobody claims": ("document", "", b"\x00\x01\x02", "application/octet-stream"),
}


@pytest.mark.parametrize(("kind", "claimed", "head", "expected"), TAKEN.values(), ids=TAKEN)
def test_a_file_is_known_by_its_content(kind: str, claimed: str, head: bytes, expected: str) -> None:
    assert checked_type(head, kind=kind, claimed=claimed) == expected


REFUSED: dict[str, tuple[str, str, bytes]] = {
    "a page as a photo": ("image", "image/jpeg", b"<html><body>hi"),
    "a page as a document": ("document", "text/html", b"<!doctype html><html>"),
    "a page behind spaces": ("document", "text/plain", b"\xef\xbb\xbf \r\n\t<HTML>"),
    "a page behind a comment": ("document", "text/plain", b"<!-- report --><script>steal()</script>"),
    "a page in two bytes a letter": ("document", "text/plain", "\ufeff<html><script>".encode("utf-16-le")),
    "a page in two bytes, the other way": ("document", "text/plain", "\ufeff <html><script>".encode("utf-16-be")),
    "a drawing that acts": ("image", "image/svg+xml", b"<?xml version='1.0'?><svg onload='steal()'/>"),
    "a program of Windows": ("document", "application/pdf", b"MZ\x90\x00\x03\x00"),
    "a program of Windows, tight": ("document", "application/octet-stream", b"MZPE" + b"\x01" * 20 + b"\x00"),
    "a program of Linux": ("document", "application/octet-stream", b"\x7fELF\x02"),
    "a program of a Mac": ("document", "application/octet-stream", b"\xcf\xfa\xed\xfe\x07"),
    "a script": ("document", "text/plain", b"#!/bin/sh\nrm -rf /"),
    "a program of Java": ("document", "application/zip", _ZIP + b"META-INF/MANIFEST.MF"),
    "a program of Android": ("document", "application/zip", _ZIP + b"AndroidManifest.xml"),
    "a shortcut": ("document", "application/pdf", b"L\x00\x00\x00\x01\x14\x02\x00"),
    "a document as a photo": ("image", "image/jpeg", b"%PDF-1.7"),
    "a film as a photo": ("image", "image/jpeg", _MP4 + b"isom"),
    "a photo as a voice message": ("voice", "audio/ogg", b"\xff\xd8\xff"),
    "a film as sound": ("audio", "audio/ogg", _MP4 + b"isom"),
    "an archive as a film": ("video", "video/mp4", _ZIP),
    "noise as a photo": ("image", "image/png", bytes(range(1, 64))),
}


@pytest.mark.parametrize(("kind", "claimed", "head"), REFUSED.values(), ids=REFUSED)
def test_what_acts_or_lies_is_refused(kind: str, claimed: str, head: bytes) -> None:
    with pytest.raises(MediaTypeError):
        checked_type(head, kind=kind, claimed=claimed)
