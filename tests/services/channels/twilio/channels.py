"""A channel and its requests, as the tests of this package need them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from multidict import CIMultiDict

from messages import WebhookRequest
from services.channels.http import AiohttpClient, HttpClient
from services.channels.twilio import TwilioChannel
from services.interfaces import ContentCache
from tests.fakes.twilio import ACCOUNT, NUMBER, TOKEN, FakeTwilio, MemoryContents
from tests.services.channels.clients import closing

URL = "https://relais.example/webhook/twilio"


def offline(public_url: str | None = None) -> TwilioChannel:
    """Return a channel that is never asked to send."""
    return _channel("http://nobody.example", AiohttpClient(), contents=MemoryContents(), public_url=public_url)


@asynccontextmanager
async def sending(
    twilio: FakeTwilio | str,
    *,
    account: str = ACCOUNT,
    public_url: str | None = None,
    contents: ContentCache | None = None,
    read_seconds: float = 0.5,
    total_seconds: float = 10,
) -> AsyncIterator[TwilioChannel]:
    """Yield a channel that sends to a fake, or to an address where nobody listens."""
    url = twilio if isinstance(twilio, str) else twilio.url
    async with closing(AiohttpClient(read_seconds=read_seconds)) as client:
        yield _channel(
            url,
            client,
            contents=contents or MemoryContents(),
            public_url=public_url,
            account=account,
            total_seconds=total_seconds,
        )


def request(body: bytes, headers: Mapping[str, str] | None = None, url: str = URL) -> WebhookRequest:
    return WebhookRequest(body=body, headers=CIMultiDict(headers or {}), url=url)


def _channel(
    url: str,
    client: HttpClient,
    *,
    contents: ContentCache,
    public_url: str | None,
    account: str = ACCOUNT,
    total_seconds: float = 10,
) -> TwilioChannel:
    return TwilioChannel(
        account_sid=account,
        auth_token=TOKEN,
        number=NUMBER,
        api_url=url,
        content_url=url,
        public_url=public_url,
        contents=contents,
        client=client,
        total_seconds=total_seconds,
    )
