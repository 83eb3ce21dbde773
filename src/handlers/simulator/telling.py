"""A story in sections, in the page's language: rows of names and values, and the stages as bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson

Story = Mapping[str, Any]
Row = tuple[str, str]
Section = dict[str, Any]

_OF_A_SESSION = {
    "id": "id",
    "status": "état",
    "project": "chantier",
    "task": "tâche",
    "phase": "phase",
    "flow": "rapport ouvert",
    "language": "langue",
    "message_count": "messages",
    "turn_count": "tours",
    "ended_reason": "fin",
}

_LONGEST_VALUE = 400
_LONGEST_TITLE = 60
"""Characters; the whole stands in the JSON."""


def tell(story: Story, session: Story | None) -> dict[str, Any]:
    """Return `{"title", "sections": [{"title", "rows", "bars"?}], "json"}` of what get_story and the session say."""
    sections = (
        ("Message", _received(story), None),
        ("Session", _session(session), None),
        ("Étapes", _times(story), [{"name": stage["stage"], "ms": stage["ms"]} for stage in _stages(story)]),
        ("Intention", _meaning(story), None),
        ("Outils", _tools(story), None),
        ("Réponses", _replies(story), None),
    )
    return {
        "title": _title(story),
        "sections": [_section(title, rows, bars) for title, rows, bars in sections if rows or bars],
        "json": {"content": (story["inbox"] or {}).get("content"), "session": session, "story": story},
    }


def _section(title: str, rows: list[Row], bars: list[dict[str, Any]] | None) -> Section:
    return {"title": title, "rows": rows} | ({"bars": bars} if bars else {})


def _title(story: Story) -> str:
    content = _at(story, "inbox", "content")
    said = content.get("title") or content.get("text") or next(iter(_bodies(story)), None)
    return _short(said or f"[{content.get('kind', 'message')}]", _LONGEST_TITLE)


def _bodies(story: Story) -> Iterable[str]:
    return (message["body"] for message in story["messages"] if message["body"])


def _received(story: Story) -> list[Row]:
    row = story["inbox"]
    if row is None:
        return [("écrit par", "une personne de l’équipe")]
    turn = [one["provider_message_id"] for one in story["turn"]]
    return _rows({
        "id": row["provider_message_id"],
        "genre": row["kind"],
        "expéditeur": row["sender"],
        "état": row["state"],
        "résultat": row["outcome"],
        "essais": row["attempts"],
        "dernière erreur": row["last_error"],
        "même tour": ", ".join(turn) if len(turn) > 1 else None,
    })  # fmt: skip


def _session(session: Story | None) -> list[Row]:
    return _rows({told: session[name] for name, told in _OF_A_SESSION.items()}) if session else []


def _times(story: Story) -> list[Row]:
    stages, row = _stages(story), _at(story, "inbox")
    waited = _milliseconds(row.get("received_at"), row.get("finished_at"))
    return _rows({
        "de la réception à la fin": waited and f"{waited:.0f} ms",
        "dans les étapes": f"{sum(stage['ms'] for stage in stages):.0f} ms" if stages else None,
    })  # fmt: skip


def _meaning(story: Story) -> list[Row]:
    trace = _at(story, "inbox", "trace")
    others = {f"sinon {intent}": _percent(share) for intent, share in trace.get("alternatives") or ()}
    return _rows(
        {"intention": trace.get("intent"), "confiance": _percent(trace.get("confidence"))}
        | others
        | {"langue": trace.get("language")}
    )


def _tools(story: Story) -> list[Row]:
    outputs = (output for message in story["messages"] for output in message["tool_outputs"] or ())
    return [(output["tool"], _short(orjson.dumps(output["output"]).decode())) for output in outputs]


def _replies(story: Story) -> list[Row]:
    return [(f"partie {reply['part']}", _reply(reply)) for reply in story["replies"]]


def _reply(reply: Story) -> str:
    template = reply["template"] and f"modèle {reply['template']}"
    told = (reply["state"], f"essais {reply['attempts']}", template, reply["provider_message_id"], reply["last_error"])
    return " · ".join(filter(None, told))


def _stages(story: Story) -> list[dict[str, Any]]:
    return _at(story, "inbox", "trace").get("stages") or []


def _at(story: Story, *names: str) -> dict[str, Any]:
    """Return what lies under these names, one inside the other; nothing where one of them is missing."""
    found: dict[str, Any] = dict(story)
    for name in names:
        found = found.get(name) or {}
    return found


def _rows(values: Mapping[str, Any]) -> list[Row]:
    """Return what is known, as text."""
    return [(name, _short(str(value))) for name, value in values.items() if value not in (None, "")]


def _percent(share: float | None) -> str | None:
    return f"{share:.0%}" if share is not None else None


def _milliseconds(since: str | None, until: str | None) -> float | None:
    if not since or not until:
        return None
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds() * 1000


def _short(text: str, longest: int = _LONGEST_VALUE) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
