"""Log files: plain or compressed, read in pieces, merged by the times of their lines."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import math
import stat
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import islice
from pathlib import Path
from typing import Protocol

from errors import ConfigurationError
from monitoring.lines import Lines
from monitoring.reading import Reader, Record

PIECE = 1 << 18
"""Bytes that are read at once."""

_FIRST_PIECES = 4
"""How far to look for a first record; where there is none, it does not matter when the file was written."""


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


_FORMATS: tuple[tuple[bytes, Callable[[io.BufferedReader], _Readable]], ...] = (
    (b"\x1f\x8b", lambda raw: gzip.GzipFile(fileobj=raw)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)
"""How compressed files begin, whatever they are called, and what reads them."""

_TROUBLE = (OSError, EOFError, zlib.error, lzma.LZMAError)

STANDARD_INPUT = Path("-")


@dataclass(slots=True)
class LogFile:
    """One file of log lines; `when_read` is told how many bytes of it were read, as they lie on the disk."""

    path: Path
    reader: Reader
    when_read: Callable[[int], None] = lambda _bytes: None
    lines: Lines = field(default_factory=Lines)

    def first(self) -> float:
        """Return the time of the first record, to order files by; -inf when that cannot be known without reading.

        Raises:
            ConfigurationError: the file cannot be read.
        """
        lines = Lines()
        pieces = islice(self._pieces() if is_regular(self.path) else (), _FIRST_PIECES)
        records = Reader().records(line for piece in pieces for line in lines.feed(piece))
        return next((record.at for record in records), -math.inf)

    def records(self) -> Iterator[Record]:
        """Yield what the file tells, from its beginning to its end.

        Raises:
            ConfigurationError: it cannot be read.
        """
        for piece in self._pieces(self.when_read):
            yield from self.reader.records(self.lines.feed(piece))
        yield from self.reader.records(self.lines.rest())

    def _pieces(self, when_read: Callable[[int], None] = lambda _bytes: None) -> Iterator[bytes]:
        try:
            with _opened(self.path) as raw:
                file = _unpacked(raw)
                before = 0
                while piece := file.read1(PIECE):
                    yield piece
                    if raw.seekable():
                        when_read(raw.tell() - before)
                        before = raw.tell()
        except _TROUBLE as error:
            raise unreadable(self.path, error) from error


class Source(Protocol):
    """Where records come from, in the order of their times as far as lines are written in order."""

    def first(self) -> float:
        """Return the time of the first record, or -inf."""
        ...

    def records(self) -> Iterator[Record]:
        """Yield the records that nobody has read yet."""
        ...


def merged(sources: Sequence[Source]) -> Iterator[Record]:
    """Yield the records of all sources in the order of their times; one is opened when its first record is due."""
    heap: list[tuple[float, int, Record | None, Iterator[Record]]] = [
        (source.first(), number, None, source.records()) for number, source in enumerate(sources)
    ]
    heapify(heap)
    while heap:
        at, number, record, records = heappop(heap)
        limit = heap[0][0] if heap else math.inf
        while at <= limit:
            if record:
                yield record
            record = next(records, None)
            if record is None:
                break
            at = record.at
        else:
            heappush(heap, (at, number, record, records))


def unreadable(path: Path, error: Exception) -> ConfigurationError:
    """Return what is said when a file cannot be read."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return ConfigurationError(f"{path} cannot be read: {reason}")


def _opened(path: Path) -> io.BufferedReader:
    if path == STANDARD_INPUT:
        return open(sys.stdin.fileno(), "rb", closefd=False)
    return path.open("rb")


def _unpacked(raw: io.BufferedReader) -> _Readable:
    beginning = raw.peek(8)
    return next((unpack(raw) for magic, unpack in _FORMATS if beginning.startswith(magic)), raw)


def is_regular(path: Path) -> bool:
    """Say whether a path is a file on a disk, which can be read again: no pipe, no standard input.

    Raises:
        ConfigurationError: there is nothing of this name.
    """
    try:
        return path != STANDARD_INPUT and stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        raise unreadable(path, error) from error


def is_compressed(path: Path) -> bool:
    """Say whether a file is compressed: nobody writes on in it.

    Raises:
        ConfigurationError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(8).startswith(tuple(magic for magic, _unpack in _FORMATS))
    except OSError as error:
        raise unreadable(path, error) from error
