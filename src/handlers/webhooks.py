"""The door: verify, parse, write down, answer. The same for every channel; nothing else happens inside a request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from errors import BadRequestError, DatabaseError, SpoolError, TooLargeError
from events import Event as LogEvent
from events import bind, log
from handlers.keys import CHANNELS, INTAKE
from messages import ChannelName, Event, InboundMessage, WebhookRequest
from services.channels.cloud import CloudChannel
from tracing import Traced, tracer

LARGEST_BODY = 3 * 1024 * 1024
"""Bytes; exactly this many are accepted."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def webhook(name: ChannelName) -> Handler:
    """Return the door of one channel."""

    async def receive(request: web.Request) -> web.StreamResponse:
        channel = request.app[CHANNELS].get(name)
        if channel is None:
            raise web.HTTPNotFound(text=f"the channel {name} is not configured")
        with bind(channel=name):
            try:
                incoming = await _read(request)
                channel.verify(incoming)
                await _store(request, channel.parse(incoming))
            except BadRequestError as error:
                return _refused(error)
            except (DatabaseError, SpoolError) as error:
                log(LogEvent.WEBHOOK_NOT_STORED, reason=str(error))
                return web.json_response({"error": "not stored, deliver again"}, status=503)
        return _ACCEPTED.get(name, web.Response)()

    return receive


async def subscribe(request: web.Request) -> web.StreamResponse:
    """GET /webhook/whatsapp: Meta's verification of the address; the raw challenge, or 403 with an empty body."""
    channel = request.app[CHANNELS].get("cloud")
    challenge = channel.verify_subscription(request.query) if isinstance(channel, CloudChannel) else None
    if challenge is None:
        log(LogEvent.WEBHOOK_REFUSED, channel="cloud", reason="verification with a wrong token")
        return web.Response(status=403)
    return web.Response(text=challenge, content_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})


async def _read(request: web.Request) -> WebhookRequest:
    """Read the raw bytes; the address is as the caller wrote it, because signatures cover it."""
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise TooLargeError("the body is larger than 3 MiB") from None
    except (ConnectionError, web.RequestPayloadError):
        raise BadRequestError("the body broke off") from None
    if len(body) > LARGEST_BODY:
        raise TooLargeError("the body is larger than 3 MiB")
    return WebhookRequest(
        body=body, headers=request.headers, url=f"{request.scheme}://{request.host}{request.raw_path}"
    )


async def _store(request: web.Request, events: Sequence[Event]) -> None:
    with tracer().webhook(_traced(events)):
        stored = await request.app[INTAKE].receive(events)
    if not stored:
        log(LogEvent.WEBHOOK_SPOOLED, events=len(events))


def _traced(events: Sequence[Event]) -> list[Traced]:
    return [
        Traced(channel=event.channel, provider_message_id=event.provider_message_id, kind=event.kind)
        for event in events
        if isinstance(event, InboundMessage)
    ]


def _refused(error: BadRequestError) -> web.Response:
    """Answer what cannot be read. A bad signature gets no word of explanation: it would help a forger."""
    log(LogEvent.WEBHOOK_REFUSED, reason=str(error) or error.code)
    if error.status == web.HTTPForbidden.status_code:
        return web.Response(status=error.status)
    return web.json_response({"error": str(error)}, status=error.status)


_ACCEPTED: dict[ChannelName, Callable[[], web.Response]] = {
    "twilio": lambda: web.Response(text="<Response/>", content_type="text/xml"),
    "simulator": lambda: web.json_response({"status": "stored"}),
}
"""What a provider wants to hear, where an empty 200 is not it."""
