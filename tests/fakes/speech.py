"""A service that listens: OpenAI's `/audio/transcriptions` on a loopback port; trouble on demand."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.served import Served

KEY = "key-of-a-test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, as it came."""

    authorization: str | None
    model: str
    answer_format: str
    filename: str
    mime_type: str
    sound: bytes


class FakeSpeech(Served):
    """`async with FakeSpeech() as speech:` hears what `speech.says` tells of a sound, and silence in every other.

    While `open` is not set, whoever asks waits.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.open = asyncio.Event()
        self.open.set()
        self._said: dict[bytes, dict[str, Any]] = {}
        self._troubles: deque[web.Response] = deque()
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_post("/v1/audio/transcriptions", self._transcribe)
        super().__init__(app, self.open)

    @property
    def url(self) -> str:
        return self.at("/v1")

    def says(self, sound: bytes, text: str, **told: Any) -> None:
        """Let a sound say this; `told` is what the service tells besides (`language`, `duration`)."""
        self._said[sound] = {"text": text, **told}

    def trouble(self, *answers: web.Response) -> None:
        """Let the next requests meet these."""
        self._troubles.extend(answers)

    async def _transcribe(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        sound = file.file.read()
        file.file.close()
        asked = Asked(
            authorization=request.headers.get("Authorization"),
            model=str(form["model"]),
            answer_format=str(form["response_format"]),
            filename=file.filename,
            mime_type=file.content_type,
            sound=sound,
        )
        self.asked.append(asked)
        await self.open.wait()
        if self._troubles:
            return self._troubles.popleft()
        return web.json_response(self._said.get(asked.sound, {"text": ""}))
