"""`relais export`: everything about one person in one JSON document, written as it is read."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import orjson

import app
from commands.people import address_of, find
from errors import ConfigurationError
from services.personal_data import PersonalData, heading
from services.store import KnownPerson
from settings import Settings


async def export(settings: Settings, phone: str, *, output: Path | None, as_json: bool) -> int:
    """Write the document to a file that only its owner may read, or to stdout; exit 1 when nobody is known by it."""
    address = address_of(phone)
    if address is None:
        return 2
    async with app.open_personal_data(settings) as data:
        person = await find(data, address)
        if person is None:
            return 1
        if output is None:
            await _write(sys.stdout.buffer, data, person)
            return 0
        with _private(output) as file:
            rows = await _write(file, data, person)
    _tell(output, rows, as_json)
    return 0


async def _write(file: BinaryIO, data: PersonalData, person: KnownPerson) -> Counter[str]:
    """Write a row per line, holding no more than a page; return how many rows of each table."""
    written: Counter[str] = Counter()
    file.write(orjson.dumps(heading(person)).removesuffix(b"}") + b',"data":{')
    async for table, rows in data.pages(person):
        if table not in written:
            file.write(f'{"]," if written else ""}\n"{table}":['.encode())
        if rows:
            file.write((b",\n" if written[table] else b"\n") + b",\n".join(map(orjson.dumps, rows)))
        written[table] += len(rows)
    file.write(b"]}}\n")
    return written


@contextmanager
def _private(path: Path) -> Generator[BinaryIO]:
    """Give a file that gets its name once it is whole."""
    try:
        descriptor, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        Path(part).replace(path)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        Path(part).unlink(missing_ok=True)


def _tell(output: Path, rows: Counter[str], as_json: bool) -> None:
    told: dict[str, Any] = {"file": str(output), "rows": dict(rows)}
    sentence = f"Wrote {rows.total()} rows to {output}, which only you may read."
    sys.stdout.write((orjson.dumps(told).decode() if as_json else sentence) + "\n")
