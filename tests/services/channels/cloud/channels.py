"""A channel and its requests, as the tests of this package need them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from multidict import CIMultiDict

from messages import WebhookRequest
from services.channels.cloud import CloudChannel
from services.channels.http import AiohttpClient, HttpClient
from tests.fakes.graph import PHONE_NUMBER_ID, SECRET, TOKEN, VERIFY_TOKEN, VERSION, FakeGraph
from tests.services.channels.clients import closing

URL = "https://relais.example/webhook/whatsapp"


def offline(app_secret: str | None = SECRET, verify_token: str | None = VERIFY_TOKEN) -> CloudChannel:
    """Return a channel that is never asked to send."""
    return _channel("http://nobody.example", AiohttpClient(), app_secret=app_secret, verify_token=verify_token)


@asynccontextmanager
async def sending(
    graph: FakeGraph | str,
    *,
    token: str = TOKEN,
    phone_number_id: str = PHONE_NUMBER_ID,
    read_seconds: float = 0.5,
    total_seconds: float = 10,
) -> AsyncIterator[CloudChannel]:
    """Yield a channel that sends to a fake, or to an address where nobody listens."""
    url = graph if isinstance(graph, str) else graph.url
    async with closing(AiohttpClient(read_seconds=read_seconds)) as client:
        yield _channel(url, client, access_token=token, phone_number_id=phone_number_id, total_seconds=total_seconds)


def request(body: bytes, headers: Mapping[str, str] | None = None) -> WebhookRequest:
    return WebhookRequest(body=body, headers=CIMultiDict(headers or {}), url=URL)


def _channel(
    url: str,
    client: HttpClient,
    *,
    access_token: str = TOKEN,
    phone_number_id: str = PHONE_NUMBER_ID,
    app_secret: str | None = SECRET,
    verify_token: str | None = VERIFY_TOKEN,
    total_seconds: float = 10,
) -> CloudChannel:
    return CloudChannel(
        phone_number_id=phone_number_id,
        access_token=access_token,
        app_secret=app_secret,
        verify_token=verify_token,
        graph_api_url=url,
        graph_api_version=VERSION,
        client=client,
        total_seconds=total_seconds,
    )
