"""Takes one person's events out of the spool files of this machine, whoever holds them.

The process that holds a file counts in bytes and in events, so both stay as they are: in its place, an event of the
person becomes a status of nothing, filled up with spaces. Every call may block: make it in a thread.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_VOID = b'{"channel":"simulator","provider_message_id":"erased","state":"sent"'
"""Shorter than any event that names a person. Drained, it belongs to no reply and changes nothing."""

_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What a person is known by: their phones and user ids, and our ids of them, which our replies' ids begin with."""

    addresses: Collection[str]
    ids: Collection[str]

    def are_in(self, event: dict[str, Any]) -> bool:
        """Say whether the person sent a message, or was sent the reply of a status."""
        senders = {event.get("sender"), event.get("user_id")}
        return not senders.isdisjoint(self.addresses) or str(event.get("reply_id")).partition(":")[0] in self.ids

    def are_within(self, line: bytes) -> bool:
        """Say whether an address stands in what cannot be read."""
        return any(address.removeprefix("+").encode() in line for address in self.addresses)


def erase_from_spool(directory: Path, traces: Traces) -> int:
    """Overwrite what of a person waits in `directory` or was set aside there; return how many events, or broken lines.

    Raises:
        OSError: a file cannot be read or written.
    """
    paths = sorted({*directory.glob("*.jsonl"), *directory.glob("*.jsonl.rejected")})
    return sum(_erase_in(path, traces) for path in paths)


def _erase_in(path: Path, traces: Traces) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:  # drained meanwhile
        return 0
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        place, found = 0, 0
        for line in file.readall().split(b"\n")[:-1]:  # behind the last end of line, somebody may be writing
            erased, count = _erased(line, traces)
            if count:
                os.pwrite(descriptor, erased, place)
            place, found = place + len(line) + 1, found + count
        if found:
            os.fsync(descriptor)
    return found


def _erased(line: bytes, traces: Traces) -> tuple[bytes, int]:
    """Return a line of the same length without the person, and how many events went."""
    try:
        spans = [(start, end) for start, end, event in _events(line) if traces.are_in(event)]
    except ValueError:
        return (b" " * len(line), 1) if traces.are_within(line) else (line, 0)
    erased = bytearray(line)
    for start, end in spans:
        erased[start:end] = _VOID.ljust(end - start - 1) + b"}"
    return bytes(erased), len(spans)


def _events(line: bytes) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Yield each event of a line with the bytes that it fills.

    Raises:
        ValueError: the line is no list of events.
    """
    text, place, start = line.decode(), 1, 1
    if not text.startswith("["):
        raise ValueError("no list")
    while place < len(text):
        event, behind = _DECODER.raw_decode(text, place)
        if not isinstance(event, dict):
            raise ValueError("no event")  # noqa: TRY004 - as what is no JSON
        end = start + len(text[place:behind].encode())
        yield start, end, event
        place, start = behind + 1, end + 1
