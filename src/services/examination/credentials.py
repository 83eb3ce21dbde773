"""Whether the providers know us by what is configured. Asked with the credentials; no redirect is followed."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote, urlsplit

import aiohttp

from services.channels.http import Answer
from services.examination.asking import UnansweredError, ask
from services.examination.check import Check, not_configured, verdict
from services.examination.providers import CloudAccount, TwilioAccount

_ASKED_OF_META = "display_phone_number,quality_rating"

_META_SAYS = {
    "10": "the access token lacks a permission",
    "100": "it knows no such WHATSAPP_PHONE_NUMBER_ID, or the access token may not see it",
    "190": "WHATSAPP_ACCESS_TOKEN is not valid, or no longer",
    "200": "the access token lacks a permission",
    "368": "the account is blocked for a violation of a policy",
    "131031": "the account is locked",
}
_TWILIO_SAYS = {
    "20003": "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN do not fit together",
    "20404": "it knows no such TWILIO_ACCOUNT_SID",
}
"""What their own codes mean. Their sentences are not repeated: they may hold the token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudCredentialsLook:
    """Asks Meta for the number that we send from; None where the channel is off."""

    account: CloudAccount | None

    async def __call__(self) -> Sequence[Check]:
        """Find a token that is refused, a number that is not seen, and a version that Meta no longer serves."""
        if self.account is None:
            return [not_configured("credentials_cloud")]
        url = f"{self.account.url.rstrip('/')}/{self.account.version}/{quote(self.account.phone_number_id, safe='')}"
        headers = {"Authorization": f"Bearer {self.account.access_token}"}
        answer = await _answer(f"{url}?fields={_ASKED_OF_META}", headers)
        if isinstance(answer, str):
            return [verdict("credentials_cloud", 1, answer)]
        return [verdict("credentials_cloud", *_of_meta(self.account, answer))]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioCredentialsLook:
    """Asks Twilio for the account; None where the channel is off."""

    account: TwilioAccount | None

    async def __call__(self) -> Sequence[Check]:
        """Find a token that is refused, and an account that is not active."""
        if self.account is None:
            return [not_configured("credentials_twilio")]
        sid = quote(self.account.sid, safe="")
        headers = {"Authorization": aiohttp.encode_basic_auth(self.account.sid, self.account.token)}
        answer = await _answer(f"{self.account.api_url.rstrip('/')}/2010-04-01/Accounts/{sid}.json", headers)
        if isinstance(answer, str):
            return [verdict("credentials_twilio", 1, answer)]
        return [verdict("credentials_twilio", *_of_twilio(self.account, answer))]


async def _answer(url: str, headers: dict[str, str]) -> Answer | str:
    try:
        return await ask(url, headers=headers)
    except UnansweredError as error:
        return str(error)


def _of_meta(account: CloudAccount, answer: Answer) -> tuple[int, str]:
    told = _fields(answer.json())
    if answer.status != HTTPStatus.OK or "id" not in told:
        return _refused("Meta", account.url, answer.status, _fields(told.get("error")).get("code"), _META_SAYS)
    served = answer.headers.get("facebook-api-version", account.version)
    rating = told.get("quality_rating", "unknown")
    said = f"Meta knows the number {told.get('display_phone_number', 'without a name')}, its quality rating is {rating}"
    if served != account.version:
        return 1, f"{said}; {account.version} is served as {served}: GRAPH_API_VERSION has ended"
    return int(rating == "RED"), said


def _of_twilio(account: TwilioAccount, answer: Answer) -> tuple[int, str]:
    told = _fields(answer.json())
    status = told.get("status")
    if answer.status != HTTPStatus.OK or status is None:
        return _refused("Twilio", account.api_url, answer.status, told.get("code"), _TWILIO_SAYS)
    trial = ", a trial: it reaches verified numbers only" if told.get("type") == "Trial" else ""
    return int(status != "active"), f"Twilio knows the account, which is {status}{trial}"


def _refused(provider: str, url: str, status: int, code: Any, meanings: dict[str, str]) -> tuple[int, str]:
    """Say what another answer means than what was asked for; a stand-in on this machine need not know the question."""
    if code is None and _is_here(url) and status not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return 0, f"not asked: what stands in for {provider} on this machine does not know the question"
    meaning = meanings.get(str(code), "something else answers in its place" if code is None else "")
    return 1, f"{provider} answered {status}{f', error {code}' if code else ''}{f': {meaning}' if meaning else ''}"


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _fields(told: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", told) if isinstance(told, dict) else {}
