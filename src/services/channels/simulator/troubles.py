"""The switch for trouble with sends: one word on the disk that the door and every worker share."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from errors import SendError
from services.channels.cloud.api import META
from services.channels.http import Answer
from services.channels.troubles import SendTrouble

BY_NAME: Mapping[str, SendTrouble] = {trouble.value: trouble for trouble in SendTrouble}

_PROVIDER = replace(META, name="the simulator")

_ANSWERS: Mapping[SendTrouble, tuple[int, int]] = {
    SendTrouble.RATE_LIMITED: (429, 130429),
    SendTrouble.PAIR_LIMITED: (400, 131056),
    SendTrouble.WINDOW_CLOSED: (400, 131047),
    SendTrouble.SERVER_ERROR: (500, 131000),
    SendTrouble.REFUSED: (400, 131026),
}
"""What Meta answers: the status and its own code. A lost answer is none."""


def error_of(trouble: SendTrouble) -> SendError:
    """Return what the Cloud API's channel raises for such an answer."""
    status, code = _ANSWERS[trouble]
    return _PROVIDER.error_of(Answer(status=status, headers={}, body=orjson.dumps({"error": {"code": code}})))


@dataclass(frozen=True, slots=True)
class TroubleSwitch:
    """Which trouble the next sends meet; `file` is there while one is on."""

    file: Path

    async def read(self) -> SendTrouble | None:
        """Return what is on, None when nothing is."""
        return await asyncio.to_thread(self._read)

    async def turn(self, trouble: SendTrouble | None) -> None:
        """Switch one on, or all off."""
        await asyncio.to_thread(self._write, trouble)

    def _read(self) -> SendTrouble | None:
        try:
            return BY_NAME.get(self.file.read_text("utf-8"))
        except OSError:  # off
            return None

    def _write(self, trouble: SendTrouble | None) -> None:
        if trouble is None:
            self.file.unlink(missing_ok=True)
            return
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file.write_text(trouble.value, "utf-8")
