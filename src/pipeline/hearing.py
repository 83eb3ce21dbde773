"""Voice messages become words, when a service is there that listens: from then on they are texts like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from errors import MediaError, RelaisError, TranscriptionError, place_of
from events import Event, bind, log
from pipeline.context import MessageContext
from pipeline.reading import is_heard, words
from services import Services
from services.interfaces import Transcriber, Transcript
from services.media.incoming import Incoming
from services.media.names import safe_name
from services.media.receiving import largest_of, receive
from services.media.values import MediaReference
from services.store import WaitingMessage

SECONDS = 20.0
"""Of all voice messages of a turn, side by side: then the person is asked to type."""

_SIDE_BY_SIDE = 4


async def hear(ctx: MessageContext, services: Services) -> MessageContext:
    """Return the turn with the words of each voice message that could be understood.

    Raises:
        errors.DatabaseError: what was understood cannot be kept: the turn is tried again.
    """
    transcriber = services.transcriber
    if transcriber is None:
        return ctx
    door, deadline = asyncio.Semaphore(_SIDE_BY_SIDE), asyncio.get_running_loop().time() + SECONDS

    async def heard(message: WaitingMessage) -> WaitingMessage:
        if not is_heard(message) or words(message):
            return message
        async with door:
            said = await _understood(message, services, transcriber, deadline)
        if said is None:
            return message
        await services.store.save_transcript(ctx.person.id, message.id, said)
        return replace(message, content={**message.content, **said})

    messages = tuple(await asyncio.gather(*map(heard, ctx.turn.messages)))
    return ctx.evolve(turn=replace(ctx.turn, messages=messages), costs=(*ctx.costs, *_costs(messages, transcriber)))


async def _understood(
    message: WaitingMessage, services: Services, transcriber: Transcriber, deadline: float
) -> dict[str, Any] | None:
    with bind(message_id=message.provider_message_id):
        try:
            async with asyncio.timeout_at(deadline):
                transcript = await _transcribed(message, services, transcriber)
        except (MediaError, TranscriptionError, OSError) as error:  # the latter: a full disk, or no time left
            log(Event.VOICE_NOT_TRANSCRIBED, reason=str(error) if isinstance(error, RelaisError) else place_of(error))
            return None
        log(Event.VOICE_TRANSCRIBED, characters=len(transcript.text))
    return transcript.as_json()


async def _transcribed(message: WaitingMessage, services: Services, transcriber: Transcriber) -> Transcript:
    file = message.content["media"][0]
    media = MediaReference(provider_media_id=file.get("id"), url=file.get("url"), mime_type=file.get("mime_type", ""))
    with Incoming(None, largest=largest_of(message.kind)) as incoming:
        mime_type = await receive(services.channels[message.channel], media, incoming, kind=message.kind)
        name = safe_name(None, "voice", mime_type)
        return await transcriber.transcribe(incoming.file, mime_type=mime_type, filename=name)


def _costs(messages: Sequence[WaitingMessage], transcriber: Transcriber) -> list[Mapping[str, Any]]:
    """Count what was paid for, in this try or an earlier one: seconds where the service says them, else one each."""
    paid = [message.content for message in messages if "transcript" in message.content]
    item = f"transcription.{transcriber.model}"
    return [{"item": item, "quantity": content.get("transcript_seconds", 1)} for content in paid]
