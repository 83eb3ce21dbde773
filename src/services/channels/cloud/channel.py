from __future__ import annotations

from collections.abc import Mapping, Sequence

from yarl import URL

from errors import BadSignatureError
from messages import ChannelName, Event, Limits, OutgoingPart, WebhookRequest
from services.channels.calls import TOTAL_SECONDS, in_seconds, worked
from services.channels.cloud.api import GraphApi
from services.channels.cloud.media import GraphMedia
from services.channels.cloud.outbound import message_payload, typing_payload
from services.channels.cloud.signature import HEADER, is_same, is_signed
from services.channels.cloud.webhook import parse_webhook
from services.channels.downloads import Downloads
from services.channels.http import AiohttpClient, HttpClient
from services.channels.limits import WHATSAPP
from services.media.values import MediaHead, MediaReference, MediaSink


class CloudChannel:
    """WhatsApp through Meta's Cloud API, both directions; follows `services.interfaces.Channel`.

    Without `app_secret` every webhook is refused, without `verify_token` every subscription.
    A `client` given is used with its own time-outs, and closed by its owner. `total_seconds` is what one send may take
    in all: less than the lease of a reply.
    """

    name: ChannelName = "cloud"
    limits: Limits = WHATSAPP

    def __init__(
        self,
        *,
        phone_number_id: str,
        access_token: str,
        app_secret: str | None,
        verify_token: str | None,
        graph_api_url: str,
        graph_api_version: str,
        client: HttpClient | None = None,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._app_secret = app_secret
        self._verify_token = verify_token
        self._total_seconds = total_seconds
        self._owns_client = client is None
        self._client = client or AiohttpClient()
        url = f"{graph_api_url.rstrip('/')}/{graph_api_version}"
        self._api = GraphApi(url=f"{url}/{phone_number_id}/messages", access_token=access_token, client=self._client)
        self._downloads = Downloads(name="Meta", home=URL(graph_api_url))
        self._media = GraphMedia(url=url, access_token=access_token, downloads=self._downloads)

    def verify(self, request: WebhookRequest) -> None:
        """Check `X-Hub-Signature-256` over the raw bytes.

        Raises:
            errors.BadSignatureError: missing or wrong, or there is no app secret to check it with.
        """
        given = request.headers.get(HEADER, "")
        if not self._app_secret or not is_signed(request.body, self._app_secret, given):
            raise BadSignatureError("the signature is missing or wrong")

    def verify_subscription(self, query: Mapping[str, str]) -> str | None:
        """Return the challenge that Meta wants to hear back, or None when it is not Meta who asks."""
        is_ours = self._verify_token and is_same(self._verify_token, query.get("hub.verify_token", ""))
        return query.get("hub.challenge") if is_ours and query.get("hub.mode") == "subscribe" else None

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """Read every message and every status of a verified webhook, whatever its content type says.

        Raises:
            errors.BadRequestError: the body is no JSON object.
        """
        return parse_webhook(request.body)

    async def send(self, outgoing: OutgoingPart) -> str:
        """Send one part and return its wamid.

        Raises:
            errors.SendDeferredError: not now.
            errors.SendUnknownError: the result is not known.
            errors.SendRefusedError: never.
        """
        return await self._api.send_message(message_payload(outgoing), in_seconds(self._total_seconds))

    async def show_typing(self, message_id: str) -> bool:
        """Mark a message as read and show for 25 seconds that an answer is on its way; say whether it worked."""
        return await worked(lambda deadline: self._api.post(typing_payload(message_id), deadline))

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
