from __future__ import annotations

from pathlib import Path

from messages import Event, InboundMessage
from services.spool import Spool
from tests.phones import JEAN


def files(directory: Path) -> list[Path]:
    """Return what lies in a spool, the oldest first."""
    return sorted(directory.glob("*"))


def message(text: str, who: str = JEAN) -> InboundMessage:
    """Return a text that is known by what it says."""
    return InboundMessage(
        channel="cloud",
        provider_message_id=f"wamid.{text}",
        sender=who,
        kind="text",
        content={"kind": "text", "text": text},
        raw={},
    )


async def leave(directory: Path, *webhooks: list[Event]) -> Path:
    """Write a file as a process does that dies afterwards."""
    spool = Spool(directory)
    for events in webhooks:
        await spool.append(events)
    await spool.close()
    return files(directory)[-1]
