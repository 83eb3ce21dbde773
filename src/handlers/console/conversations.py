"""GET /console/conversations: the shared inbox."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from handlers.console.conversation_filters import CONVERSATIONS, STATES, Filters
from handlers.console.loose import mapping
from handlers.console.wording import CHANNELS, LANGUAGE_NAMES, STATE_NAMES, countdown, preview, speaker
from handlers.keys import CHANNELS as OPEN_CHANNELS
from handlers.keys import STORE

_PAGE = 30


async def show_conversations(request: web.Request) -> Mapping[str, Any]:
    """Fill the list: those that wait for a human first, then the newest message first."""
    channels = frozenset(request.app[OPEN_CHANNELS].keys())
    filters = Filters.of(request.query, channels)
    found, projects = await asyncio.gather(
        request.app[STORE].list_conversations(**filters.arguments(), limit=_PAGE + 1),
        request.app[STORE].list_project_names(),
    )
    items = found["items"][:_PAGE]
    return {
        "live": "conversations",
        "filters": filters,
        "tabs": [(state, name, filters.address(state=state)) for state, name in STATES.items()],
        "waiting_count": found["waiting_count"],
        "waiting": [_row(item, filters) for item in found["waiting"]],
        "items": [_row(item, filters) for item in items],
        "projects": projects,
        "languages": LANGUAGE_NAMES,
        "channels": {name: CHANNELS.get(name, name) for name in sorted(channels)},
        "first": filters.address() if filters.cursor else None,
        "next": filters.after(items[-1]) if len(found["items"]) > _PAGE else None,
    }


def _row(item: Mapping[str, Any], filters: Filters) -> dict[str, Any]:
    shown = item["found"] or item["last"]
    return {
        **item,
        "address": f"{CONVERSATIONS}/{item['id']}{_place(item)}",
        "state_name": STATE_NAMES[item["state"]],
        "language_name": LANGUAGE_NAMES.get(item["language"], item["language"]),
        "channel_name": CHANNELS.get(mapping(item["last"]).get("channel", ""), ""),
        "preview": preview(shown),
        "speaker": speaker(shown),
        "found_here": bool(filters.q and item["found"]),
        "handoff": countdown(item["handoff_until"]) if item["state"] == "human" else None,
    }


def _place(item: Mapping[str, Any]) -> str:
    """Return where in the conversation the message stands that was looked for."""
    return f"?at={item['found']['seq']}#m-{item['found']['seq']}" if item["found"] else ""
