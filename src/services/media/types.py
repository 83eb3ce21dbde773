"""What a file is, by its content: what the sender's phone says of it is only a claim."""

from __future__ import annotations

import re
from collections.abc import Mapping

from errors import MediaTypeError
from messages import MediaKind
from services.media.names import plain_type

HEAD_BYTES = 4096
"""How much of a file tells what it is."""

_PROGRAM, _PAGE = "application/x-executable", "text/html"
_ACTIVE = frozenset({_PROGRAM, _PAGE})
"""What does something when somebody opens it."""

_ANY_TYPE = "application/octet-stream"
_SHOWN: Mapping[str, MediaKind] = {"image": "image", "video": "video", "audio": "audio"}

_SIGNATURES: tuple[tuple[str, bytes], ...] = (
    ("image/jpeg", rb"\xff\xd8\xff"),
    ("image/png", rb"\x89PNG\r\n\x1a\n"),
    ("image/gif", rb"GIF8[79]a"),
    ("image/webp", rb"RIFF.{4}WEBP"),
    ("audio/wav", rb"RIFF.{4}WAVE"),
    ("image/heic", rb".{4}ftyp(?:hei[cx]|hevc|mif1|msf1)"),
    ("audio/mp4", rb".{4}ftypM4[AB] "),
    ("video/3gpp", rb".{4}ftyp3g"),
    ("video/quicktime", rb".{4}ftypqt  "),
    ("video/mp4", rb".{4}ftyp"),
    ("audio/ogg", rb"OggS"),
    ("audio/amr", rb"#!AMR"),
    ("audio/aac", rb"\xff[\xf0\xf1\xf8\xf9]|ADIF"),
    ("audio/mpeg", rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"),
    ("application/pdf", rb"(?:\xef\xbb\xbf)?\s{0,16}%PDF-"),
    ("application/rtf", rb"\{\\rtf"),
    (_PROGRAM, rb"MZ.{0,62}\x00|\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]|#!|dex\n"),
    (_PROGRAM, rb"L\x00\x00\x00\x01\x14\x02\x00"),  # a shortcut of Windows
    (_PROGRAM, rb"PK\x03\x04.{26}(?:META-INF/|AndroidManifest\.xml|classes\.dex)"),
    ("application/zip", rb"PK(?:\x03\x04|\x05\x06)"),
    ("application/x-ole-storage", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
)
_KNOWN = tuple((mime_type, re.compile(magic, re.DOTALL)) for mime_type, magic in _SIGNATURES)

_OFFICE = "application/vnd.openxmlformats-officedocument."

_VARIANTS: Mapping[str, frozenset[str]] = {
    "application/zip": frozenset(
        {f"{_OFFICE}{name}" for name in ("presentationml.presentation", "spreadsheetml.sheet")}
        | {f"{_OFFICE}wordprocessingml.document"}
        | {f"application/vnd.oasis.opendocument.{name}" for name in ("text", "spreadsheet", "presentation")}
    ),
    "application/x-ole-storage": frozenset(
        {"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}
    ),
    "video/mp4": frozenset({"audio/mp4", "video/3gpp", "audio/3gpp", "video/quicktime"}),
    "text/plain": frozenset({"text/csv", "text/vcard", "text/x-vcard"}),
}
"""What the first bytes leave open, the claim decides."""

_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<")
_DOING = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe|svg|embed|object)\b", re.IGNORECASE)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def checked_type(head: bytes, *, kind: str | None, claimed: str) -> str:
    """Return the type of a file that begins with `head`, of which a message of this kind claims that it is `claimed`.

    A document may be anything that does nothing when it is opened; what nobody knows is no more than bytes.

    Raises:
        MediaTypeError: it is a program or a page, or no picture, film or sound although it is said to be one.
    """
    found = type_of(head)
    if found in _ACTIVE:
        raise MediaTypeError(f"the file is {found}, whatever it is said to be")
    exact = exact_type(found, claimed)
    family = plain_type(claimed).partition("/")[0]
    if kind == "document" or family not in _SHOWN:
        return exact or _ANY_TYPE
    if exact is None or exact.partition("/")[0] != family:
        raise MediaTypeError(f"the file is no {family}, but {found or 'nothing that is known'}")
    return exact


def kind_of(mime_type: str) -> MediaKind:
    """Return as what WhatsApp shows a file of a type."""
    return _SHOWN.get(plain_type(mime_type).partition("/")[0], "document")


def exact_type(found: str | None, claimed: str) -> str | None:
    """Return what the content shows (see `type_of`), or of its variants the one that the claim names."""
    said = plain_type(claimed)
    return said if said in _VARIANTS.get(found or "", ()) else found


def type_of(head: bytes) -> str | None:
    """Return the type that the first bytes of a file show, or None."""
    signed = next((mime_type for mime_type, magic in _KNOWN if magic.match(head)), None)
    return signed or _written(head)


def _written(head: bytes) -> str | None:
    """Return what a text is, or None when it is none; a page is one in any encoding."""
    bare = head.replace(b"\0", b"")
    if _MARKUP.match(bare) and _DOING.search(bare):
        return _PAGE
    try:
        text = head[:HEAD_BYTES].decode()
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":  # a letter that the head cuts in two
            return None
        text = head[: error.start].decode()
    return "text/plain" if text and not _NO_TEXT.search(text) else None
