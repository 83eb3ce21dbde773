"""What happened to a message, in the language of the page: its webhook, the bot's calls, its answers, the times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from simulation.calls import Call
from simulation.chats import Chat, Message
from simulation.courier import Webhook

Row = tuple[str, str]

_LONGEST_TITLE = 60


def tell(chat: Chat, message: Message) -> dict[str, Any]:
    """Return `{"title", "sections": [{"title", "rows"}], "json"}`."""
    sections = (
        ("Message", _about(message)),
        ("Webhooks", [row for webhook in message.webhooks for row in _tries(webhook)]),
        ("Appels du bot", [_call(call, message.at) for call in _calls(chat, message)]),
        ("Réponses", [_answer(answer, message.at) for answer in _answers(chat, message)]),
    )
    return {
        "title": _title(message),
        "sections": [{"title": title, "rows": rows} for title, rows in sections if rows],
        "json": _json(chat, message),
    }


def _title(message: Message) -> str:
    said = message.said.content if message.said else {}
    text = said.get("title") or said.get("text") or (message.part and message.part.text) or f"[{said.get('kind')}]"
    return text if len(text) <= _LONGEST_TITLE else f"{text[: _LONGEST_TITLE - 1]}…"


def _about(message: Message) -> list[Row]:
    known = {
        "id": message.id,
        "expéditeur": message.said.sender if message.said else "le bot",
        "id utilisateur": message.said.user_id if message.said else None,
        "état": message.state,
        "heure": message.at.isoformat(timespec="milliseconds"),
        "erreur": message.error,
        "répond à": message.answers,
    }
    return [(name, str(value)) for name, value in known.items() if value]


def _tries(webhook: Webhook) -> Iterable[Row]:
    for number, tried in enumerate(webhook.tries, 1):
        yield f"{webhook.subject} {number}", str(tried)


def _call(call: Call, since: datetime) -> Row:
    took = f"{call.seconds * 1000:.0f} ms"
    return _after(since, call.at), f"{call.path} · {call.status or 'sans réponse'} · {took}"


def _answer(answer: Message, since: datetime) -> Row:
    text = answer.part.text if answer.part else ""
    return _after(since, answer.at), f"{text} · {answer.state} · {answer.id}"


def _calls(chat: Chat, message: Message) -> list[Call]:
    """Return the calls about a message of the bot's; of one that a person wrote, those until the person's next one."""
    if message.direction == "out":
        return [call for call in chat.calls if call.message_id == message.id]
    until = _next(chat, message)
    return [call for call in chat.calls if message.at <= call.at and (until is None or call.at < until)]


def _answers(chat: Chat, message: Message) -> list[Message]:
    return [one for one in chat.messages if one.direction == "out" and one.answers == message.page_id]


def _next(chat: Chat, message: Message) -> datetime | None:
    later = (one.at for one in chat.messages if one.direction == "in" and one.number > message.number)
    return next(later, None)


def _json(chat: Chat, message: Message) -> dict[str, Any]:
    return {
        "webhooks": [_posted(webhook) for webhook in message.webhooks],
        "calls": [_asked(call) for call in _calls(chat, message)],
        "answers": [one.item() for one in _answers(chat, message)],
    }


def _posted(webhook: Webhook) -> Mapping[str, Any]:
    return {
        "url": webhook.url,
        "headers": dict(webhook.headers),
        "body": webhook.content,
        "tries": [
            {"at": tried.at.isoformat(), "status": tried.status, "ms": tried.seconds * 1000} for tried in webhook.tries
        ],
    }


def _asked(call: Call) -> Mapping[str, Any]:
    return {
        "path": call.path,
        "body": call.asked,
        "status": call.status,
        "answer": call.answered,
        "ms": call.seconds * 1000,
    }


def _after(since: datetime, then: datetime) -> str:
    return f"{(then - since).total_seconds() * 1000:+.0f} ms"
