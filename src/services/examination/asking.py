"""One question to somebody outside, and what silence means."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

from errors import RelaisError
from services.channels.http import AiohttpClient, Answer, NoAnswerError, NotSentError

CONNECT_SECONDS, READ_SECONDS = 2.0, 3.0
_TOTAL_SECONDS = 4.0
"""Less than a look may take: then it is this that is said, and not only that nothing was heard."""

_REASONS = {
    "ClientConnectorDNSError": "nobody knows the name {host}",
    "ClientConnectorCertificateError": "the certificate of {host} is not valid",
    "ClientConnectorSSLError": "{host} does not speak TLS as it should",
    "ClientConnectorError": "nobody listens at {host}",
    "ConnectionTimeoutError": "{host} takes no connection",
    "InvalidURL": "it is no address",
}
"""What kept a question from being asked, in words of ours: the library's own may quote what was sent."""


class UnansweredError(RelaisError):
    """Nobody answered; the sentence says why, as far as that is known."""

    code = "unanswered"


async def ask(url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Answer:
    """Return the answer of a GET, with a body of a POST; no redirect is followed, so that nobody else gets the secret.

    Raises:
        UnansweredError: there was none within four seconds.
    """
    client = AiohttpClient(connect_seconds=CONNECT_SECONDS, read_seconds=READ_SECONDS)
    host = urlsplit(url).netloc.rpartition("@")[2]
    try:
        async with asyncio.timeout(_TOTAL_SECONDS):
            if body is None:
                return await client.get(url, headers=headers or {})
            return await client.post(url, headers=headers or {}, body=body)
    except NotSentError as error:
        raise UnansweredError(_REASONS.get(str(error), "{host} cannot be reached").format(host=host)) from None
    except (NoAnswerError, TimeoutError):
        raise UnansweredError(f"{host} gave no answer in time, or broke off") from None
    finally:
        await client.close()
