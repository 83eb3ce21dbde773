"""The rows beside the model: what was received, answered and written is exactly what is owed, after every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.faults.machine.model import Part, Person
from tests.faults.machine.world import World
from tests.lanes.people import damage

_INBOX = "select sender as phone, id, provider_message_id, state, outcome from inbox order by id"
_OUTBOX = """
    select recipient as phone, id, inbox_id, part, state, provider_message_id, attempts from outbox order by id
"""
_SESSIONS = """
    select phone, s.id, s.status, turn_count, message_count, false as archived
    from conversation_sessions s join subcontractors p on p.id = s.subcontractor_id
    union all
    select phone, session_id, session ->> 'status', (session ->> 'turn_count')::int, jsonb_array_length(messages), true
    from session_snapshots s join subcontractors p on p.id = s.subcontractor_id
"""
_WRITTEN = """
    select id::text from messages
    union all
    select message ->> 'id' from session_snapshots, jsonb_array_elements(messages) message
"""

Row = dict[str, Any]


def check(world: World, people: Sequence[Person]) -> None:
    """Compare all rows with what is owed; note the ids that the database gave."""
    inbox, outbox, sessions = (world.ask(world.rows.all(query)) for query in (_INBOX, _OUTBOX, _SESSIONS))
    for person in people:
        _check_inbox(person, _of(person, inbox))
        _check_outbox(person, _of(person, outbox), world)
        _check_sessions(person, _of(person, sessions))
    written = world.ask(world.rows.column(_WRITTEN))
    assert sorted(written) == sorted(id_ for person in people for id_ in person.written), "all of a turn, once"
    assert not world.ask(damage(world.rows, "replies_stuck"))  # nobody may have looked for days: the end shows it


def _of(person: Person, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["phone"] == person.phone]


def _check_inbox(person: Person, rows: list[Row]) -> None:
    owed = [message.inbound.provider_message_id for message in person.messages]
    assert [row["provider_message_id"] for row in rows] == owed, "nothing received is lost, and nothing is there twice"
    for row, message in zip(rows, person.messages, strict=True):
        message.id = row["id"]
        assert (row["state"], row["outcome"]) == (message.state, message.outcome), "one message, one outcome"


def _check_outbox(person: Person, rows: list[Row], world: World) -> None:
    owed = [(part.message.id, part.number) for part in person.parts]
    assert [(row["inbox_id"], row["part"]) for row in rows] == owed, "every answer is there once, in order"
    for row, part in zip(rows, person.parts, strict=True):
        part.id = row["id"]
        _allow_closed_window(person, part, row, world)
        seen = row["state"], row["provider_message_id"], row["attempts"]
        assert seen == (part.state, part.provider_id, part.attempts), "a part moves forward only"


def _allow_closed_window(person: Person, part: Part, row: Row, world: World) -> None:
    """Take note of a part that came too late: the sender finds that out when it looks, whenever that is."""
    if part.open and row["state"] == "failed" and person.window_closed(world.now):
        part.move("failed")


def _check_sessions(person: Person, rows: list[Row]) -> None:
    assert sum(row["turn_count"] for row in rows) == person.turns, "every turn is counted once"
    assert sum(row["message_count"] for row in rows) == len(person.written), "every message is counted once"
    archived = {row["id"]: row["status"] for row in rows if row["archived"]}
    assert "active" not in archived.values(), "what goes on is not put away"
    person.archived_sessions = set(archived)
    person.sessions = {row["id"]: row["status"] for row in rows if not row["archived"]}
    assert Counter(person.sessions.values())["active"] <= 1, "a person has one active session"
