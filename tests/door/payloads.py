from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.house import House

Case = dict[str, Any]
Stored = tuple[str, str, str, str | None, str]
"""Id, sender, kind, provider's time and content of an inbox row."""

_FOLDER = Path(__file__).parents[1] / "payloads"


def cases(channel: str) -> dict[str, Case]:
    """Return the captured payloads of a channel by their file's name."""
    return {file.stem: json.loads(file.read_bytes()) for file in sorted((_FOLDER / channel).glob("*.json"))}


def as_row(message: Case) -> Stored:
    """Return the inbox row that a case expects of a message."""
    return _row(message, message["content"]["kind"], message.get("provider_time"))


async def stored_rows(door: House) -> list[Stored]:
    """Return every inbox row, by its provider's id."""
    found = await door.rows.all("select * from inbox")
    return sorted(_row(row, row["kind"], row["provider_time"] and row["provider_time"].isoformat()) for row in found)


def _row(fields: Case, kind: str, time: str | None) -> Stored:
    content = json.dumps(fields["content"], sort_keys=True)
    return fields["provider_message_id"], fields["sender"], kind, time, content
