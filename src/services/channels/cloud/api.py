"""The one call to the Graph API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from errors import SendUnknownError
from services.channels.calls import Provider
from services.channels.cloud.fields import Json, each, word
from services.channels.http import HttpClient

_LATER_CODES = frozenset({
    "2",       # the Graph API is away
    "4",       # the app's calls of this hour are used up
    "80007",   # the business account's calls are used up
    "130429",  # messages per second
    "131000",  # something went wrong
    "131016",  # the service is overloaded
    "131048",  # too many of our messages were blocked or reported
    "131053",  # the file could not be fetched
    "131056",  # messages to this one person
    "133016",  # registrations of this number
})  # fmt: skip

_ACCOUNT_CODES = frozenset({
    "10",      # a permission is missing
    "190",     # the access token is no longer valid
    "368",     # blocked for a violation of a policy
    "131031",  # the account is locked
    *map(str, range(200, 300)),  # a permission was taken away
})  # fmt: skip

META = Provider(
    name="Meta",
    code_of=lambda answer: word(answer, "error.code"),
    later_codes=_LATER_CODES,
    account_codes=_ACCOUNT_CODES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphApi:
    """Calls the Graph API at the configured address, and only there with the access token."""

    url: str
    access_token: str = field(repr=False)
    client: HttpClient = field(repr=False)

    async def send_message(self, payload: Json, deadline: float) -> str:
        """Send one message and return its id (`wamid.…`); deadline and errors as `Provider.post`."""
        answer = await self.post(payload, deadline)
        message_id = next((word(message, "id") for message in each(answer, "messages")), None)
        if message_id is None:
            raise SendUnknownError("Meta answered without an id")
        return message_id

    async def post(self, payload: Json, deadline: float) -> Any:
        """Post any JSON and return the answer's; deadline and errors as `Provider.post`."""
        headers = {"Authorization": f"Bearer {self.access_token}", "Content-Type": "application/json"}
        body = orjson.dumps(payload)
        return await META.post(self.client, self.url, deadline=deadline, headers=headers, body=body)
