"""A file that a person sent, from Twilio: its address leads on to a content network, which needs no credentials."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import aiohttp
from yarl import URL

from errors import MediaRefusedError
from services.channels.downloads import Downloads, address
from services.channels.networks import on_loopback
from services.media.values import MediaHead, MediaReference, MediaSink

_TWILIOS = re.compile(r"(?:[a-z0-9-]+\.)+(?:twilio|twiliocdn)\.com")
"""Hosts of Twilio's: a region has an API of its own, and older files lie on its content network."""


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
        url = _trusted(media.url, api)
        await self.downloads.save(url, self._headers if url.origin() == api.origin() else {}, sink)
        return MediaHead(mime_type=media.mime_type)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": aiohttp.encode_basic_auth(self.account_sid, self.auth_token)}


def _trusted(named: str | None, api: URL) -> URL:
    url = address(named, api)
    is_twilios = url.origin() == api.origin() or _TWILIOS.fullmatch(url.host or "")
    if not is_twilios and not (on_loopback(api) and on_loopback(url)):
        raise MediaRefusedError("Twilio names an address that is not Twilio's")
    return url
