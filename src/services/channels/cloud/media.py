"""A file that a person sent, from Meta: its id leads to an address that lives five minutes, and that to the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from yarl import URL

from errors import MediaDeferredError, MediaRefusedError
from services.channels.cloud.fields import find, word
from services.channels.downloads import Downloads, address
from services.channels.http import Answer
from services.media.values import MediaHead, MediaReference, MediaSink

_MEDIA_ORIGINS = frozenset({URL("https://lookaside.fbsbx.com")})
"""Where Meta keeps files that it shows to nobody without the token."""

_NO_SUCH_OBJECT = "100"


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphMedia:
    """Gets files with the access token, from the configured Graph API and from Meta's media hosts alone."""

    url: str
    access_token: str = field(repr=False)
    downloads: Downloads = field(repr=False)

    async def fetch(self, media: MediaReference, sink: MediaSink) -> MediaHead:
        """Bring a file; errors as `services.interfaces.Channel.fetch_media`."""
        if media.provider_media_id is None:
            head, named = MediaHead(mime_type=media.mime_type), media.url
        else:
            head, named = await self._look_up(media.provider_media_id, media.mime_type)
        await self.downloads.save(self._trusted(named), self._headers, sink)
        return head

    async def _look_up(self, media_id: str, mime_type: str) -> tuple[MediaHead, str]:
        """Return what Meta says of a file, and its address."""
        answer = await self.downloads.read(URL(f"{self.url}/{quote(media_id, safe='')}", encoded=True), self._headers)
        if answer.status // 100 != 2:  # noqa: PLR2004
            raise self._refusal(answer)
        said = answer.json()
        named = find(said, "url", str)
        if not named:
            raise MediaDeferredError("Meta answered without an address")
        return MediaHead(mime_type=word(said, "mime_type") or mime_type, sha256=find(said, "sha256", str)), named

    def _refusal(self, answer: Answer) -> Exception:
        if word(answer.json(), "error.code") == _NO_SUCH_OBJECT:
            return MediaRefusedError("Meta no longer has the file (error 100)")
        return self.downloads.refusal(answer.status, answer.headers)

    def _trusted(self, named: str | None) -> URL:
        graph = URL(self.url)
        url = address(named, graph)
        if url.origin() not in {graph.origin(), *_MEDIA_ORIGINS}:
            raise MediaRefusedError("Meta names an address that is not Meta's")
        return url

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}
