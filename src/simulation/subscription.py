"""Meta's check of a bot's webhook: it must say the challenge back before it gets anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import uuid4

from simulation.accounts import CloudAccount
from simulation.courier import Courier

_AGAIN_SECONDS = 2.0


async def subscribe(courier: Courier, account: CloudAccount, url: str) -> str | None:
    """Ask once; return None when the bot answered as Meta wants it, else a sentence that says what it did."""
    challenge = str(uuid4().int)[:10]
    asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": account.verify_token}
    status, text = await courier.get(url, asked)
    if status is None:
        return f"nobody answers at {url} ({text})"
    if status // 100 == 2 and text == challenge:  # noqa: PLR2004
        return None
    return f"{url} answered {status} instead of the challenge: is the verify token the one that was printed?"


async def keep_asking(courier: Courier, account: CloudAccount, url: str, tell: Callable[[str], None]) -> None:
    """Ask until the bot answers as Meta wants it; say so, and say each other thing that it does once."""
    told: str | None = None
    while (problem := await subscribe(courier, account, url)) is not None:
        if problem != told:
            tell(f"Meta's check of the webhook: {problem}; asking again")
        told = problem
        await asyncio.sleep(_AGAIN_SECONDS)
    tell(f"Meta's check of the webhook: {url} answered, it will get messages")
