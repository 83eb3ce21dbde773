"""Says every half a minute that this process runs: the console shows who was seen lately."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from importlib.metadata import version

from errors import DatabaseError
from services.patience import within
from services.store import Store

_PAUSE_SECONDS = 30.0
_PATIENCE_SECONDS = 5.0


async def keep_noting(store: Store, role: str) -> None:
    """Write this process down until cancelled; while the database is away nobody is told."""
    while True:
        with suppress(DatabaseError):
            await within(_PATIENCE_SECONDS, store.note_process(role, version("relais")))
        await asyncio.sleep(_PAUSE_SECONDS)
