"""Reads on where a log grows, as `tail -F` does: through rotation and truncation."""

from __future__ import annotations

import io
import math
import os
import select
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from monitoring.files import PIECE, STANDARD_INPUT, LogFile, unreadable
from monitoring.lines import Lines
from monitoring.reading import Reader, Record


@dataclass(slots=True)
class Tail:
    """A file that somebody writes: each call of `records` yields what is new in it."""

    path: Path
    reader: Reader
    ended: ClassVar[bool] = False
    lines: Lines = field(default_factory=Lines)
    _file: io.BufferedReader | None = None

    def first(self) -> float:
        """Return the time of the first record, or -inf."""
        return LogFile(self.path, Reader()).first()

    def records(self) -> Iterator[Record]:
        """Yield what was written since the last call.

        Raises:
            ConfigurationError: the file cannot be read.
        """
        try:
            for piece in self._pieces():
                yield from self.reader.records(self.lines.feed(piece))
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _pieces(self) -> Iterator[bytes]:
        if self._file is None:
            self._file = self.path.open("rb")
        if self._file.tell() > os.fstat(self._file.fileno()).st_size:
            self._begin_again(self._file)
        yield from _rest(self._file)
        while self._is_another():
            yield from _rest(self._file)  # what came before the file was put away
            yield b"\n"  # whoever wrote it is gone, or writes to the other one from now on
            self._file.close()
            self._file = self.path.open("rb")
            yield from _rest(self._file)

    def _begin_again(self, file: io.BufferedReader) -> None:
        file.seek(0)
        self.lines = Lines(self.lines.too_long)

    def _is_another(self) -> bool:
        """Say whether another file has the name now."""
        try:
            return self._file is not None and not os.path.samestat(os.fstat(self._file.fileno()), self.path.stat())
        except FileNotFoundError:  # for a moment there is none
            return False


@dataclass(slots=True)
class Stream:
    """A pipe, or the standard input, that somebody writes: what comes is read when it is there."""

    path: Path
    reader: Reader
    ended: bool = False
    lines: Lines = field(default_factory=Lines)
    _descriptor: int | None = None

    def first(self) -> float:
        """Return -inf: what was read of a pipe is gone."""
        return -math.inf

    def records(self) -> Iterator[Record]:
        """Yield what has come since the last call.

        Raises:
            ConfigurationError: it cannot be read.
        """
        try:
            yield from self._records()
        except OSError as error:
            raise unreadable(self.path, error) from error

    def _records(self) -> Iterator[Record]:
        if self._descriptor is None:
            self._descriptor = _opened(self.path)
        for _piece in range(64):  # then others have their turn
            if self.ended or not select.select([self._descriptor], [], [], 0)[0]:
                return
            piece = os.read(self._descriptor, PIECE)
            self.ended = not piece
            yield from self.reader.records(self.lines.feed(piece) if piece else self.lines.rest())


def _opened(path: Path) -> int:
    return sys.stdin.fileno() if path == STANDARD_INPUT else os.open(path, os.O_RDONLY)


def _rest(file: io.BufferedReader | None) -> Iterator[bytes]:
    while file and (piece := file.read(PIECE)):
        yield piece
