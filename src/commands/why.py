"""`relais why`: the story of one message, told to a person."""

from __future__ import annotations

import sys
from typing import Any

import orjson
from rich.table import Table

import app
from commands.printing import console
from services.store import Store
from settings import Settings


async def why(settings: Settings, message_id: str, *, as_json: bool) -> int:
    """Print the story; exit 1 when nobody knows the message."""
    async with app.open_store(settings) as store:
        return await tell(store, message_id, as_json=as_json)


async def tell(store: Store, message_id: str, *, as_json: bool) -> int:
    """Print the story from a store that is open."""
    story = await store.get_story(message_id)
    if story is None:
        sys.stderr.write(f"relais: no message has the id {message_id}\n")
        return 1
    if as_json:
        sys.stdout.write(orjson.dumps(story).decode() + "\n")
    else:
        _tell(story)
    return 0


def _tell(story: dict[str, Any]) -> None:
    session = story["session"]
    table = Table(show_header=False, box=None, pad_edge=False)
    rows = _received(story["inbox"]) if story["inbox"] else {"message": "written by a human"}
    for name, value in (rows | {"session": session and f"{session['id']} ({session['status']})"}).items():
        if value:
            table.add_row(name, str(value))
    for message in story["messages"]:
        tools = ", ".join(output["tool"] for output in message["tool_outputs"] or ())
        table.add_row(message["direction"], f"{message['body'] or message['kind']}{f'  [{tools}]' if tools else ''}")
    for reply in story["replies"]:
        told = (reply["state"], reply["provider_message_id"], f"attempts {reply['attempts']}", reply["last_error"])
        table.add_row(f"part {reply['part']}", ", ".join(filter(None, told)))
    console().print(table)


def _received(inbox: dict[str, Any]) -> dict[str, Any]:
    """Say what became of a message that came in; what a human wrote belongs to no turn."""
    trace: dict[str, Any] = inbox["trace"] or {}
    return {
        "message": f"{inbox['provider_message_id']} ({inbox['channel']}, {inbox['kind']}) from {inbox['sender']}",
        "received": inbox["received_at"],
        "state": f"{inbox['state']}, outcome {inbox['outcome'] or '–'}, attempts {inbox['attempts']}",
        "error": inbox["last_error"],
        "intent": _intent(trace),
        "stages": " → ".join(f"{step['stage']} {step['ms']} ms" for step in trace.get("stages", ())),
        "finished": inbox["finished_at"],
    }


def _intent(trace: dict[str, Any]) -> str | None:
    """Say what the text asked for, and how sure that was; a tap is not guessed."""
    confidence = trace.get("confidence")
    return trace.get("intent") and trace["intent"] + (f" ({confidence:.2f})" if confidence is not None else "")
