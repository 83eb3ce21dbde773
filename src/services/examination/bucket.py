"""Whether Supabase Storage keeps the files that people send, where nobody else can read them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast

from errors import MediaError
from services.channels.http import Answer
from services.examination.asking import UnansweredError, ask
from services.examination.check import Check, verdict
from services.interfaces import MediaStore
from services.media.supabase import BUCKET

NAME = "files"

_TRIAL = "doctor/trial"


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketLook:
    """Looks at our bucket, and writes to it if it is there."""

    supabase_url: str
    key: str = field(repr=False)
    media: MediaStore = field(repr=False)

    async def __call__(self) -> Sequence[Check]:
        """Find a key that is refused, a public bucket, and one that takes nothing."""
        url = f"{self.supabase_url.rstrip('/')}/storage/v1/bucket/{BUCKET}"
        try:
            answer = await ask(url, headers={"apikey": self.key, "Authorization": f"Bearer {self.key}"})
        except UnansweredError as error:
            return [verdict(NAME, 1, str(error))]
        return [verdict(NAME, *(await self._told(answer)))]

    async def _told(self, answer: Answer) -> tuple[int, str]:
        found = _fields(answer)
        status = int(found.get("statusCode") or answer.status)
        if status == HTTPStatus.NOT_FOUND:
            return 0, f"the bucket {BUCKET} is not there yet: it is made, private, for the first file"
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return 1, "Storage refuses SUPABASE_SERVICE_ROLE_KEY"
        if status != HTTPStatus.OK or "public" not in found:
            return 1, f"Storage answered {status}"
        if found["public"]:
            return 1, f"the bucket {BUCKET} is public: make it private"
        return await self._tried()

    async def _tried(self) -> tuple[int, str]:
        try:
            with tempfile.TemporaryFile() as file:
                file.write(b"relais doctor")
                await self.media.put(_TRIAL, file, "text/plain")
            await self.media.delete(_TRIAL)
        except MediaError as error:
            return 1, f"the bucket {BUCKET} takes nothing: {error}"
        return 0, f"the bucket {BUCKET} is private and takes files"


def _fields(answer: Answer) -> dict[str, Any]:
    told = answer.json()
    return cast("dict[str, Any]", told) if isinstance(told, dict) else {}
