"""Lets go of what is older than it may be, kind by kind, in batches that hold nobody up."""

from __future__ import annotations

from collections.abc import Mapping

from services.interfaces import MediaStore
from services.store import Store

_BATCH = 500


async def apply(store: Store, media: MediaStore, days: Mapping[str, int]) -> dict[str, int]:
    """Remove what is older than so many days of each kind; return how much went of each (of messages: sessions).

    Raises:
        DatabaseError: the database refused or is away; what went is gone, and the rest waits for the next run.
        MediaError: a file could not be deleted; its row stays, so that it is found again.
    """
    return {kind: await _apply(store, media, kind, limit) for kind, limit in days.items()}


async def _apply(store: Store, media: MediaStore, kind: str, days: int) -> int:
    count = 0
    while removed := (
        await _remove_media(store, media, days)
        if kind == "media"
        else await store.apply_retention(kind, days, limit=_BATCH)
    ):
        count += removed
    return count


async def _remove_media(store: Store, media: MediaStore, days: int) -> int:
    """Delete files before their rows: what breaks off between is done again."""
    files = await store.list_old_media(days, limit=_BATCH)
    for file in files:
        if file["path"]:
            await media.delete(file["path"])
    return await store.remove_media(files) if files else 0
