from __future__ import annotations

from collections.abc import Sequence

from yarl import URL

from errors import BadRequestError, BadSignatureError, SendRefusedError
from events import Event as LogEvent
from events import log
from messages import ChannelName, Event, Limits, OutgoingPart, WebhookRequest
from services.channels.calls import TOTAL_SECONDS, in_seconds, seconds_left, worked
from services.channels.downloads import Downloads
from services.channels.http import AiohttpClient, HttpClient
from services.channels.twilio.api import TwilioApi
from services.channels.twilio.contents import INTERACTIVE, Contents
from services.channels.twilio.forms import read_form, read_pairs
from services.channels.twilio.inbound import parse_message
from services.channels.twilio.media import TwilioMedia
from services.channels.twilio.outbound import LIMITS, address_fields, numbered_fields, plain_fields
from services.channels.twilio.signature import HEADER, is_signed, public_address
from services.channels.twilio.statuses import is_status, parse_statuses
from services.interfaces import ContentCache
from services.media.values import MediaHead, MediaReference, MediaSink

_CONTENT_SHARE = 4
"""The part of a send's time that its content may take: enough is left for the message."""


class TwilioChannel:
    """WhatsApp through Twilio, both directions; follows `services.interfaces.Channel`.

    `number` is our own, E.164. `public_url` is the address that Twilio calls, when a proxy stands before us; without
    it no status callback is asked for. A `client` given is used with its own time-outs, and closed by its owner.
    `total_seconds` is what all calls of one send may take together: less than the lease of a reply.
    """

    name: ChannelName = "twilio"
    limits: Limits = LIMITS

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        number: str,
        api_url: str,
        content_url: str,
        public_url: str | None,
        contents: ContentCache,
        client: HttpClient | None = None,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._number = number
        self._public_url = public_url
        self._total_seconds = total_seconds
        self._owns_client = client is None
        self._client = client or AiohttpClient()
        self._api = TwilioApi(
            account_sid=account_sid,
            auth_token=auth_token,
            api_url=api_url,
            content_url=content_url,
            client=self._client,
        )
        self._contents = Contents(self._api, contents, seconds=total_seconds / _CONTENT_SHARE)
        self._downloads = Downloads(name="Twilio", home=URL(api_url))
        self._media = TwilioMedia(
            api_url=api_url, account_sid=account_sid, auth_token=auth_token, downloads=self._downloads
        )

    def verify(self, request: WebhookRequest) -> None:
        """Check `X-Twilio-Signature`.

        Raises:
            errors.BadSignatureError: missing or wrong, or over a body that is no form of Twilio's.
        """
        url = public_address(self._public_url, request.url) if self._public_url else request.url
        try:
            pairs = read_pairs(request.body)
        except BadRequestError:
            raise BadSignatureError("the body cannot have been signed by Twilio") from None
        if not is_signed(url, pairs, self._api.auth_token, request.headers.get(HEADER, "")):
            raise BadSignatureError("the signature is missing or wrong")

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """Read the message of a verified webhook, or its status: an operator may have given both one address.

        Raises:
            errors.BadRequestError: it is neither.
        """
        form = read_form(request.body)
        return parse_statuses(form, request.url) if is_status(form) else [parse_message(form)]

    async def send(self, outgoing: OutgoingPart) -> str:
        """Send one part and return Twilio's id for it; buttons and lists that Twilio refuses go as numbered text.

        Raises:
            errors.SendDeferredError: not now.
            errors.SendUnknownError: the result is not known.
            errors.SendRefusedError: never.
        """
        deadline = in_seconds(self._total_seconds)
        if outgoing.part.kind in INTERACTIVE:
            return await self._send_options(outgoing, deadline)
        return await self._send(outgoing, plain_fields(outgoing.part), deadline)

    async def show_typing(self, message_id: str) -> bool:
        """Mark a message as read and show for 25 seconds that an answer is on its way; say whether it worked."""
        return await worked(lambda deadline: self._api.create_typing_indicator(message_id, deadline))

    async def fetch_media(self, media: MediaReference, sink: MediaSink) -> MediaHead:
        """Bring a file that a person sent.

        Raises:
            errors.MediaDeferredError: not now.
            errors.MediaRefusedError: never.
        """
        return await self._media.fetch(media, sink)

    async def close(self) -> None:
        """Give the connections back that are ours."""
        await self._downloads.close()
        if self._owns_client:
            await self._client.close()

    async def _send_options(self, outgoing: OutgoingPart, deadline: float) -> str:
        """Send buttons or a list, or numbered text when there is no content for them, or Twilio refuses it."""
        content = await self._contents.form(outgoing.part)
        if content is None:
            return await self._send(outgoing, numbered_fields(outgoing.part), deadline)
        try:
            return await self._send(outgoing, content, deadline)
        except SendRefusedError as error:
            if error.account:
                raise
            log(LogEvent.CONTENT_FALLBACK, reason=str(error))
        sid = await self._send(outgoing, numbered_fields(outgoing.part), deadline)
        # The same words were taken: the content was to blame, and not the person or the message.
        await self._contents.forget(outgoing.part, seconds_left(deadline))
        return sid

    async def _send(self, outgoing: OutgoingPart, said: dict[str, str], deadline: float) -> str:
        address = address_fields(outgoing, self._number, self._public_url)
        return await self._api.create_message(address | said, deadline)
