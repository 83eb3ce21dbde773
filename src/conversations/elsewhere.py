"""The services of a script that are no channel: whoever listens to voice messages, and the company's own address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from conversations.sending import OGG
from errors import TranscriptionError
from services.company import Company
from services.interfaces import Transcript


class Listener:
    """Hears in a voice message exactly the words that the script has in it (see `services.interfaces.Transcriber`)."""

    model = "script"

    async def transcribe(self, audio: BinaryIO, *, mime_type: str, filename: str) -> Transcript:  # noqa: ARG002 - as the Protocol has it
        """Return the words.

        Raises:
            TranscriptionError: there are none.
        """
        audio.seek(0)
        words = audio.read().removeprefix(OGG).decode()
        if not words:
            raise TranscriptionError("nobody says anything")
        return Transcript(text=words)

    async def close(self) -> None:
        """Hold nothing, close nothing."""


class Office(Company):
    """Takes every notification: what it was told stands in the table `notifications`."""

    async def tell(self, notification_id: str, body: Mapping[str, Any]) -> None:
        """Take it."""
