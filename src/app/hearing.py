"""What listens to voice messages, if the settings name a service for it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from services.interfaces import Transcriber
from services.speech import DEFAULT_MODEL, TOTAL_SECONDS, SpeechService
from settings import Settings


@asynccontextmanager
async def open_transcriber(settings: Settings) -> AsyncGenerator[Transcriber | None]:
    """Open the transcription service; a person waits for it, and never longer than a lease lasts."""
    if settings.transcription_url is None:
        yield None
        return
    service = SpeechService(
        url=settings.transcription_url,
        api_key=settings.secret("transcription_api_key"),
        model=settings.transcription_model or DEFAULT_MODEL,
        total_seconds=min(TOTAL_SECONDS, settings.lease_seconds * 2 / 3),
    )
    try:
        yield service
    finally:
        await service.close()
