"""What a file is called: where it is kept, by ids of ours alone; and for whoever saves it, without its tricks."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_EXTENSIONS = {
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/zip": ".zip",
    "audio/aac": ".aac",
    "audio/amr": ".amr",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "video/3gpp": ".3gp",
    "video/mp4": ".mp4",
}
"""A table of our own: the one of the standard library differs from machine to machine."""

_TYPES = {extension: mime_type for mime_type, extension in _EXTENSIONS.items()}

_ANY_TYPE = "application/octet-stream"
_ANY_EXTENSION = ".bin"

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_LONGEST_STEM, _LONGEST_EXTENSION = 180, 10
"""Bytes, characters: a file system takes 255 bytes."""


def plain_type(mime_type: str | None) -> str:
    """Return a type without its parameters; what is none is no more than bytes."""
    bare = (mime_type or "").partition(";")[0].strip().lower()
    return bare if _TYPE.fullmatch(bare) else _ANY_TYPE


def media_path(person_id: str, media_id: str, mime_type: str) -> str:
    """Return where a file is kept: `<person>/<id><extension>`."""
    return f"{person_id}/{media_id}{extension_of(mime_type)}"


def safe_name(given: str | None, media_id: str, mime_type: str) -> str:
    """Return the name that a file may be saved under: no folder, nothing invisible, not too long."""
    visible = "".join(letter for letter in given or "" if unicodedata.category(letter)[0] != "C")
    name = PurePosixPath(_FORBIDDEN.sub("_", visible).strip(" ."))
    extension = name.suffix if len(name.suffix) <= _LONGEST_EXTENSION else ""
    stem = name.name.removesuffix(extension).encode()[:_LONGEST_STEM].decode(errors="ignore").strip(" .")
    return f"{stem}{extension}" if stem else f"{media_id}{extension_of(mime_type)}"


def extension_of(mime_type: str) -> str:
    """Return how the name of a file of a type ends; `.bin` for a type that has no ending of its own here."""
    return _EXTENSIONS.get(plain_type(mime_type), _ANY_EXTENSION)


def named_type(name: str) -> str:
    """Return the type that the end of a file's name says; what says none is no more than bytes."""
    return _TYPES.get(PurePosixPath(name).suffix.lower(), _ANY_TYPE)
