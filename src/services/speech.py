"""Turns a voice message into words, with a service that speaks OpenAI's `/audio/transcriptions`."""

from __future__ import annotations

import asyncio
import math
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.request import getproxies

import aiohttp
import orjson

from errors import TranscriptionError
from languages import LANGUAGES, named_language
from services.channels.storable import clean
from services.interfaces import Transcript

TOTAL_SECONDS = 20.0
"""Of one transcription: the person waits for it."""

DEFAULT_MODEL = "whisper-1"

_PATH = "/audio/transcriptions"
_LONGEST_ANSWER = 4 * 1024 * 1024
_LONGEST_TEXT = 4096
"""Characters, as a typed message has at most."""

_DETAILED, _PLAIN = "verbose_json", "json"


class SpeechService:
    """A `services.interfaces.Transcriber` over HTTP; connects when it is first used."""

    def __init__(self, *, url: str, api_key: str | None, model: str, total_seconds: float = TOTAL_SECONDS) -> None:
        """Keep the address, with or without its last part; a service on one's own machines needs no key."""
        self.model = model
        self._url = url.rstrip("/").removesuffix(_PATH) + _PATH
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._total_seconds = total_seconds
        self._format = _DETAILED
        self._session: aiohttp.ClientSession | None = None

    async def transcribe(self, audio: BinaryIO, *, mime_type: str, filename: str) -> Transcript:
        """Return what is said; errors as `Transcriber.transcribe`."""
        sound = await asyncio.to_thread(_read, audio)
        try:
            async with asyncio.timeout(self._total_seconds):
                status, body = await self._ask(sound, mime_type, filename)
        # `from None`: the foreign exception holds the request with its key.
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TranscriptionError(f"the service did not answer to the end ({type(error).__name__})") from None
        if status != HTTPStatus.OK:
            raise TranscriptionError(f"the service answered {status}")
        return _transcript(body)

    async def close(self) -> None:
        """Give every connection back."""
        if self._session is not None:
            await self._session.close()

    async def _ask(self, sound: bytes, mime_type: str, filename: str) -> tuple[int, bytes]:
        """Ask for the language and the length as well; a model that knows only the words refuses that once."""
        status, body = await self._post(sound, mime_type, filename)
        if status == HTTPStatus.BAD_REQUEST and self._format == _DETAILED:
            status, body = await self._post(sound, mime_type, filename, answer_format=_PLAIN)
            self._format = _PLAIN if status == HTTPStatus.OK else _DETAILED
        return status, body

    async def _post(
        self, sound: bytes, mime_type: str, filename: str, *, answer_format: str | None = None
    ) -> tuple[int, bytes]:
        form = aiohttp.FormData({"model": self.model, "response_format": answer_format or self._format})
        form.add_field("file", sound, filename=filename, content_type=mime_type)
        session = self._opened()
        async with session.post(self._url, data=form, headers=self._headers, allow_redirects=False) as answer:
            return answer.status, await _short(answer)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._total_seconds),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=bool(getproxies()),
            )
        return self._session


def _read(audio: BinaryIO) -> bytes:
    audio.seek(0)
    return audio.read()


async def _short(answer: aiohttp.ClientResponse) -> bytes:
    body = await answer.content.read(_LONGEST_ANSWER)
    while piece := await answer.content.read(_LONGEST_ANSWER):
        body += piece
        if len(body) > _LONGEST_ANSWER:
            raise TranscriptionError("the service answered at a length that makes no sense")
    return body


def _transcript(body: bytes) -> Transcript:
    try:
        said: Any = orjson.loads(body)
    except ValueError:
        raise TranscriptionError("the service answered no JSON") from None
    if not isinstance(said, dict):
        raise TranscriptionError("the service answered no JSON object")
    found: dict[str, Any] = {str(name): value for name, value in said.items()}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    words = " ".join(clean(str(found.get("text") or "")).split())[:_LONGEST_TEXT]
    if not words:
        raise TranscriptionError("the service heard no words")
    return Transcript(text=words, language=_language(found.get("language")), seconds=_seconds(found.get("duration")))


def _language(said: Any) -> str | None:
    """Read a language as a code or as its English name; None for one that is none of ours."""
    if not isinstance(said, str):
        return None
    return said if said in LANGUAGES else named_language(said)


def _seconds(said: Any) -> float | None:
    """Read a length, which some give as text."""
    try:
        seconds = float(said)
    except (TypeError, ValueError):
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None
