"""/console/dead: what was set aside, to be tried again or let go, several at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from events import Event, log
from handlers.api import dead
from handlers.api.asks import LARGEST, OfRow
from handlers.api.refusals import ApiError
from handlers.console.conversation_filters import CONVERSATIONS
from handlers.console.wording import CHANNELS, KINDS
from handlers.keys import STORE

DEAD = "/console/dead"
_PAGE, _GIVEN_UP = 50, 50
_PICK = "pick-"

_DEEDS: Mapping[str, tuple[Callable[[web.Application, OfRow], Awaitable[Any]], str, str]] = {
    "requeue": (dead.requeue_dead, "requeue_dead", "tried again"),
    "discard": (dead.discard_dead, "discard_dead", "discarded"),
}
"""What can be done, what the log calls it, and how it is told."""


async def show_dead(request: web.Request) -> Mapping[str, Any]:
    """Fill the page of what was set aside."""
    after = _number(request.query.get("after", ""))
    found, given_up = await asyncio.gather(
        request.app[STORE].list_dead_letters(after, _PAGE + 1), request.app[STORE].list_given_up(_GIVEN_UP)
    )
    items = found["items"][:_PAGE]
    return {
        "live": "dead",
        "count": found["count"],
        "letters": [_letter(item) for item in items],
        "next": f"{DEAD}?after={items[-1]['id']}" if len(found["items"]) > _PAGE else None,
        "first": DEAD if after else None,
        "after": after,
        "given_up": given_up,
        "conversations": CONVERSATIONS,
        "notice": _notice(request.query),
    }


def act(name: str) -> Callable[[web.Request, Mapping[str, str]], Awaitable[str]]:
    """Return what a button does to every message that is ticked."""
    handle, action, _ = _DEEDS[name]

    async def do(request: web.Request, form: Mapping[str, str]) -> str:
        picked = [_number(field.removeprefix(_PICK)) for field in form if field.startswith(_PICK)]
        done = [await _each(request.app, handle, action, number) for number in picked if number]
        after = _number(form.get("after", ""))
        kept = f"&after={after}" if after else ""
        return f"{DEAD}?did={name}&done={sum(done)}&gone={len(done) - sum(done)}{kept}"

    return do


async def _each(
    app: web.Application, handle: Callable[[web.Application, OfRow], Awaitable[Any]], action: str, number: int
) -> bool:
    """Do it to one message; False when it is set aside no longer."""
    try:
        await handle(app, OfRow(id=number))
    except ApiError as error:
        if error.status != 404:  # noqa: PLR2004 - not found
            raise
        return False
    log(Event.OPERATOR_ACTED, action=action, target=str(number))
    return True


def _letter(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **item,
        "channel_name": CHANNELS.get(item["channel"], item["channel"]),
        "said": item["text"] or KINDS.get(item["kind"], item["kind"]),
    }


def _notice(query: Mapping[str, str]) -> str | None:
    """Say what was done: only numbers and words of ours come from the address."""
    if query.get("did") not in _DEEDS:
        return None
    *_, told = _DEEDS[query["did"]]
    done, gone = _number(query.get("done", "")), _number(query.get("gone", ""))
    if not done and not gone:
        return "Nothing was ticked."
    missed = f" {gone} had been dealt with already." if gone else ""
    return f"{_messages(done)} {told}.{missed}" if done else missed.strip()


def _messages(count: int) -> str:
    return f"{count} message" if count == 1 else f"{count} messages"


def _number(given: str) -> int:
    return min(int(given[:19]), LARGEST) if given.isascii() and given.isdigit() else 0
