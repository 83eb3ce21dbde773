"""What WhatsApp says of a template at Twilio."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote

import aiohttp
from pydantic import BaseModel, ValidationError

from errors import SendDeferredError
from services.channels.http import AiohttpClient, NoAnswerError, NotSentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """Asks Twilio at the configured address, and only there with the credentials."""

    account_sid: str
    auth_token: str = field(repr=False)
    content_url: str
    client: AiohttpClient = field(repr=False)

    async def status(self, sid: str) -> str:
        """Return WhatsApp's word for a content (`approved`, `pending`, `rejected`, …), `unknown` when there is none.

        Raises:
            SendDeferredError: Twilio does not say.
        """
        headers = {"Authorization": aiohttp.encode_basic_auth(self.account_sid, self.auth_token)}
        url = f"{self.content_url.rstrip('/')}/v1/Content/{quote(sid, safe='')}/ApprovalRequests"
        try:
            answer = await self.client.get(url, headers=headers)
        except (NotSentError, NoAnswerError) as error:
            raise SendDeferredError(f"Twilio cannot be reached ({error})") from None
        if answer.status == HTTPStatus.NOT_FOUND:
            return "unknown"
        if answer.status != HTTPStatus.OK:
            raise SendDeferredError(f"Twilio answered {answer.status}")
        try:
            return _Told.model_validate_json(answer.body).whatsapp.status
        except ValidationError:
            raise SendDeferredError("Twilio answered something else") from None


class _Approval(BaseModel):
    status: str


class _Told(BaseModel):
    whatsapp: _Approval
