"""A channel and its requests, as the tests of this package need them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
from multidict import CIMultiDict

from messages import WebhookRequest
from services.channels.twilio import TwilioChannel
from tests.fakes.twilio import ACCOUNT, NUMBER, TOKEN, FakeTwilio, MemoryContents

URL = "https://relais.example/webhook/twilio"


def offline(public_url: str | None = None) -> TwilioChannel:
    """Return a channel that is never asked to send."""
    nobody = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500)))
    return _channel("http://nobody.example", public_url, MemoryContents(), nobody)


@asynccontextmanager
async def sending(
    twilio: FakeTwilio | str,
    *,
    account: str = ACCOUNT,
    public_url: str | None = None,
    contents: MemoryContents | None = None,
) -> AsyncIterator[TwilioChannel]:
    """Yield a channel that sends to a fake, or to an address where nobody listens."""
    url = twilio if isinstance(twilio, str) else twilio.url
    async with httpx.AsyncClient(timeout=httpx.Timeout(10, read=0.5)) as client:
        yield _channel(url, public_url, contents or MemoryContents(), client, account)


def request(body: bytes, headers: Mapping[str, str] | None = None, url: str = URL) -> WebhookRequest:
    return WebhookRequest(body=body, headers=CIMultiDict(headers or {}), url=url)


def _channel(
    url: str, public_url: str | None, contents: MemoryContents, client: httpx.AsyncClient, account: str = ACCOUNT
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
    )
