"""The files that people sent: which are to be fetched, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.store.calling import Calling
from tolerant_reader import read


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMedia:
    """One file that is being fetched; `attempts` is the fence. Types and names are as the message had them.

    `kind` is that of the message (None: of one that was stored before kinds were), `language` that of its answer.
    """

    subcontractor_id: str
    id: str
    attempts: int
    provider_message_id: str
    channel: str
    kind: str | None
    language: str | None
    provider_media_id: str | None
    provider_url: str | None
    mime_type: str | None
    filename: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedMedia:
    """What was claimed, and in how many seconds the next file is due (None: none waits)."""

    media: tuple[DueMedia, ...]
    next_due_in: float | None


class MediaVerbs(Calling):
    """Files, as the fetcher claims them and writes down what came of them."""

    async def claim_media(self, limit: int, *, lease_seconds: float) -> ClaimedMedia:
        """Take at most `limit` files that are due."""
        found = await self._database.value("claim_media", p_limit=limit, p_lease_seconds=lease_seconds)
        media = tuple(read(DueMedia, due) for due in found["media"])
        return ClaimedMedia(media=media, next_due_in=found["next_due_in"])

    async def media_stored(
        self, due: DueMedia, *, path: str, size: int, sha256: str, mime_type: str, filename: str
    ) -> bool:
        """Write down where a file lies; False when nobody knows of it any more, and it must go as well."""
        return bool(
            await self._again(
                "media_stored",
                p_subcontractor_id=due.subcontractor_id,
                p_id=due.id,
                p_path=path,
                p_bytes=size,
                p_sha256=sha256,
                p_mime_type=mime_type,
                p_filename=filename,
            )
        )

    async def media_failed(
        self, due: DueMedia, *, error: str, retry_seconds: float | None, notice: dict[str, Any] | None = None
    ) -> bool:
        """Write down why a file did not come, and when to try again (None: never); False: somebody else has it.

        `notice` is what the person is told in the latter case: a `messages.Part` as JSON.
        """
        return bool(
            await self._again(
                "media_failed",
                p_subcontractor_id=due.subcontractor_id,
                p_id=due.id,
                p_attempt=due.attempts,
                p_error=error,
                p_retry_seconds=retry_seconds,
                p_notice=notice,
            )
        )

    async def save_transcript(self, person_id: str, inbox_id: int, transcript: dict[str, Any]) -> bool:
        """Keep what a voice message says (see `Transcript.as_json`); False: it waits no longer."""
        return bool(
            await self._again(
                "save_transcript", p_subcontractor_id=person_id, p_inbox_id=inbox_id, p_transcript=transcript
            )
        )

    async def get_media(self, media_id: str) -> dict[str, Any] | None:
        """Return what is known of one file (see the SQL function), or None."""
        found: dict[str, Any] | None = await self._again("get_media", p_id=media_id)
        return found
