"""A file that a person sent, from Twilio: its address leads on to a content network, which needs no credentials."""

from __future__ import annotations

from dataclasses import dataclass, field

import aiohttp
from yarl import URL

from services.channels.downloads import Downloads, address
from services.media.values import MediaHead, MediaReference, MediaSink


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioMedia:
    """Gets files; the credentials go to the configured address of the API alone."""

    api_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    downloads: Downloads = field(repr=False)

    async def fetch(self, media: MediaReference, sink: MediaSink) -> MediaHead:
        """Bring a file; errors as `services.interfaces.Channel.fetch_media`."""
        api = URL(self.api_url)
        url = address(media.url, api)
        await self.downloads.save(url, self._headers if url.origin() == api.origin() else {}, sink)
        return MediaHead(mime_type=media.mime_type)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": aiohttp.encode_basic_auth(self.account_sid, self.auth_token)}
