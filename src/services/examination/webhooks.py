"""Whether what a provider posts to PUBLIC_URL gets in, and what a forger posts does not.

What is posted is signed as the provider signs it, and is about no message: it leaves no row.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from services.channels.cloud import signature as cloud
from services.channels.http import Answer
from services.channels.twilio import signature as twilio
from services.channels.twilio.statuses import PATH as TWILIO_STATUS_PATH
from services.examination.asking import UnansweredError, ask
from services.examination.check import Check, not_configured, of_problems
from services.examination.providers import CloudAccount, TwilioAccount

CLOUD_PATH, TWILIO_PATH = "/webhook/whatsapp", "/webhook/twilio"

_NO_MESSAGE = b'{"object":"whatsapp_business_account","entry":[]}'
_NO_STATUS = (("MessageSid", f"SM{0:032x}"), ("MessageStatus", "queued"))
"""A status that says nothing that the send call has not said: it is read, and forgotten."""

_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_FORGED = "forged"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudWebhookLook:
    """Does at `public_url` what Meta does; None where the channel, or the address, is not configured."""

    account: CloudAccount | None
    public_url: str | None

    async def __call__(self) -> Sequence[Check]:
        """Find a verification, a signed and a forged webhook that are not answered as they should be."""
        if self.account is None:
            return [not_configured("webhook_cloud")]
        if self.public_url is None:
            return [not_configured("webhook_cloud", "without PUBLIC_URL nobody knows what Meta calls")]
        url = f"{self.public_url.rstrip('/')}{CLOUD_PATH}"
        found = await asyncio.gather(
            _subscribed(url, self.account.verify_token),
            _taken(self._posted(url, cloud.sign(_NO_MESSAGE, self.account.app_secret or "")), "WHATSAPP_APP_SECRET"),
            _refused(self._posted(url, _FORGED)),
        )
        return [_check("webhook_cloud", url, found)]

    @staticmethod
    def _posted(url: str, signature: str) -> Awaitable[Answer]:
        return ask(url, headers={cloud.HEADER: signature, "Content-Type": _JSON}, body=_NO_MESSAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioWebhookLook:
    """Does at `public_url` what Twilio does; None where the channel, or the address, is not configured."""

    account: TwilioAccount | None
    public_url: str | None

    async def __call__(self) -> Sequence[Check]:
        """Find signed and forged webhooks that are not answered as they should be."""
        if self.account is None:
            return [not_configured("webhook_twilio")]
        if self.public_url is None:
            return [not_configured("webhook_twilio", "without PUBLIC_URL nobody knows what Twilio signs")]
        base = self.public_url.rstrip("/")
        known = "TWILIO_AUTH_TOKEN, or PUBLIC_URL,"
        found = await asyncio.gather(
            _taken(self._signed(f"{base}{TWILIO_PATH}", self.account.token), known),
            _taken(self._signed(f"{base}{TWILIO_STATUS_PATH}", self.account.token), known),
            _refused(self._posted(f"{base}{TWILIO_PATH}", _FORGED)),
        )
        return [_check("webhook_twilio", f"{base}{TWILIO_PATH}", found)]

    def _signed(self, url: str, token: str) -> Awaitable[Answer]:
        return self._posted(url, twilio.sign(url, list(_NO_STATUS), token))

    @staticmethod
    def _posted(url: str, signature: str) -> Awaitable[Answer]:
        headers = {twilio.HEADER: signature, "Content-Type": _FORM}
        return ask(url, headers=headers, body=urlencode(_NO_STATUS).encode())


def _check(name: str, url: str, found: Sequence[str | None]) -> Check:
    """Name each problem once: an address that nobody answers at has the same for every question."""
    problems = list(dict.fromkeys(problem for problem in found if problem))
    return of_problems(name, problems, url if problems else f"{url} takes what is signed, and nothing else")


async def _subscribed(url: str, verify_token: str | None) -> str | None:
    """Verify the address as Meta does when it is entered in its dashboard."""
    challenge = secrets.token_hex(8)
    query = {"hub.mode": "subscribe", "hub.verify_token": verify_token or "", "hub.challenge": challenge}
    try:
        answer = await ask(f"{url}?{urlencode(query)}")
    except UnansweredError as error:
        return str(error)
    if answer.status == HTTPStatus.OK:
        return None if answer.body == challenge.encode() else "what answers there is not relais: no hub.challenge"
    if answer.status == HTTPStatus.FORBIDDEN:
        return "Meta could not verify the address: the door's WHATSAPP_VERIFY_TOKEN is missing, or another one"
    return _elsewhere(answer)


async def _taken(posted: Awaitable[Answer], setting: str) -> str | None:
    """Say what is wrong when what was signed is not taken."""
    try:
        answer = await posted
    except UnansweredError as error:
        return str(error)
    if answer.status == HTTPStatus.OK:
        return None
    if answer.status == HTTPStatus.FORBIDDEN:
        return f"what is signed is refused: {setting} is another one at the door, or a proxy changes what passes"
    return _elsewhere(answer)


async def _refused(posted: Awaitable[Answer]) -> str | None:
    """Say what is wrong when a forged webhook is not refused."""
    try:
        answer = await posted
    except UnansweredError as error:
        return str(error)
    if answer.status == HTTPStatus.OK:
        return "what is forged is taken: what answers there is not relais"
    return None if answer.status == HTTPStatus.FORBIDDEN else _elsewhere(answer)


def _elsewhere(answer: Answer) -> str:
    """Say what an answer means that no door of ours gives to a webhook."""
    if answer.status // 100 == 3:  # noqa: PLR2004
        where = urlsplit(answer.headers.get("Location", ""))
        return f"it redirects to {where.scheme}://{where.netloc}, where no provider follows: set PUBLIC_URL to that"
    if answer.status == HTTPStatus.NOT_FOUND:
        return "nobody takes this webhook there: the channel is off at the door, or a proxy does not pass the path on"
    return f"it answers {answer.status}"
