from __future__ import annotations

from collections.abc import Sequence

import httpx

from errors import BadRequestError, BadSignatureError, SendRefusedError
from messages import ChannelName, Event, Limits, OutgoingPart, WebhookRequest
from services.channels.twilio.api import TIMEOUT, TwilioApi
from services.channels.twilio.contents import INTERACTIVE, Contents
from services.channels.twilio.forms import read_form, read_pairs
from services.channels.twilio.inbound import parse_message
from services.channels.twilio.outbound import LIMITS, address_fields, numbered_fields, plain_fields
from services.channels.twilio.signature import HEADER, is_signed, public_address
from services.channels.twilio.statuses import is_status, parse_statuses
from services.interfaces import ContentCache


class TwilioChannel:
    """WhatsApp through Twilio, both directions; follows `services.interfaces.Channel`.

    `number` is our own, E.164. `public_url` is the address that Twilio calls, when a proxy stands before us; without
    it no status callback is asked for. A `client` given is used with its own time-outs, and closed by its owner.
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
        client: httpx.AsyncClient | None = None,
    ) -> None:
        self._number = number
        self._public_url = public_url
        self._owns_client = client is None
        self._client = client or httpx.AsyncClient(timeout=TIMEOUT)
        self._api = TwilioApi(
            account_sid=account_sid,
            auth_token=auth_token,
            api_url=api_url,
            content_url=content_url,
            client=self._client,
        )
        self._contents = Contents(self._api, contents)

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

    def parse_status(self, request: WebhookRequest) -> Sequence[Event]:
        """Read the status of a verified status callback; the intermediate ones give no event.

        Raises:
            errors.BadRequestError: it is no status.
        """
        return parse_statuses(read_form(request.body), request.url)

    async def send(self, outgoing: OutgoingPart) -> str:
        """Send one part and return Twilio's id for it; buttons and lists that Twilio refuses go as numbered text.

        Raises:
            errors.SendDeferredError: not now.
            errors.SendUnknownError: the result is not known.
            errors.SendRefusedError: never.
        """
        if outgoing.part.kind not in INTERACTIVE:
            return await self._send(outgoing, plain_fields(outgoing.part))
        try:
            return await self._send(outgoing, await self._contents.form(outgoing.part))
        except SendRefusedError:
            return await self._send(outgoing, numbered_fields(outgoing.part))

    async def close(self) -> None:
        """Give the connections back that are ours."""
        if self._owns_client:
            await self._client.aclose()

    async def _send(self, outgoing: OutgoingPart, said: dict[str, str]) -> str:
        return await self._api.create_message(address_fields(outgoing, self._number, self._public_url) | said)
