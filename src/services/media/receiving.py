"""A file on its way from a channel: no larger than its kind may be, the one that was announced, and what it says."""

from __future__ import annotations

from collections.abc import Mapping

from errors import MediaDeferredError, MediaRefusedError
from services.interfaces import Channel
from services.media.incoming import Incoming
from services.media.types import checked_type
from services.media.values import MediaReference

MEGABYTE = 1024 * 1024

_LARGEST: Mapping[str | None, int] = {"document": 100 * MEGABYTE, None: 100 * MEGABYTE}
_LARGEST_OTHER = 16 * MEGABYTE
"""Bytes: what WhatsApp lets a message have."""


def largest_of(kind: str | None) -> int:
    """Return how many bytes a file of a message of this kind may have; None: of a kind that nobody wrote down."""
    return _LARGEST.get(kind, _LARGEST_OTHER)


async def receive(channel: Channel, media: MediaReference, incoming: Incoming, *, kind: str | None) -> str:
    """Bring a file into `incoming` and return its type.

    Raises:
        MediaDeferredError: not now.
        MediaRefusedError: never.
    """
    head = await channel.fetch_media(media, incoming)
    if head.sha256 and not incoming.is_as_announced(head.sha256):
        raise MediaDeferredError("the file is not the one that was announced: its SHA-256 differs")
    if not incoming.size:
        raise MediaRefusedError("the file is empty")
    return checked_type(incoming.head, kind=kind, claimed=head.mime_type)
