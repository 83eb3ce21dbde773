"""What a channel is asked for, and what it says of a file beside its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReference:
    """A file as the message named it: by the provider's id, by an address, or both."""

    provider_media_id: str | None
    url: str | None
    mime_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaHead:
    """What the provider says of a file: its type, and its SHA-256 (hexadecimal or base64) if it gives one."""

    mime_type: str
    sha256: str | None = None


class MediaSink(Protocol):
    """Takes a file piece by piece."""

    def expect(self, size: int) -> None:
        """Hear how many bytes are about to come.

        Raises:
            errors.MediaRefusedError: more than it takes.
        """
        ...

    async def write(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            errors.MediaRefusedError: that is more than it takes.
        """
        ...
