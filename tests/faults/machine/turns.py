"""The rules of turns: claimed, finished, failed, given back, lost, and come back too late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, consumes, multiple, rule

from errors import InvalidInputError
from services.store import Store, Turn
from tests.faults.machine.base import Base
from tests.faults.machine.model import PATIENCE, RULES, Message, Person
from tests.faults.machine.world import PEOPLE
from tests.lanes.stores import result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hand:
    """A turn in the hands of a worker; `session` is None for a stranger."""

    worker: Store
    person: Person
    turn: Turn
    messages: Sequence[Message]
    session: str | None

    @property
    def holds(self) -> bool:
        return self.person.lane.held_with(self.turn.fence)


turns: Bundle[Hand] = Bundle("turns")
past_turns: Bundle[Hand] = Bundle("past_turns")

ENDS = ("finished", "failed", "released", "lost")


class Turns(Base):
    """Workers take turns, and every way in which a turn can end."""

    @rule(target=turns, worker=st.sampled_from((0, 1)), after=st.sampled_from(PATIENCE))
    def claim_turns(self, worker: int, after: float) -> MultipleResults[Hand]:
        self.world.step(after)
        return multiple(*self.claimed_turns(self.world.workers[worker]))

    @rule(target=past_turns, hand=consumes(turns), end=st.sampled_from(ENDS), parts=st.integers(0, 3))
    def end_turn(self, hand: Hand, end: str, parts: int) -> Hand:
        self._end_turn(hand, end, parts)
        return hand

    @rule(hand=turns)
    def renew(self, hand: Hand) -> None:
        self._renewed(hand)

    @rule(hand=past_turns, end=st.sampled_from(ENDS))
    def end_turn_late(self, hand: Hand, end: str) -> None:
        self._renewed(hand) if end == "lost" else self._end_turn(hand, end, 1)

    def _end_turn(self, hand: Hand, end: str, parts: int) -> None:
        ends = {
            "finished": lambda: self.finished(hand, parts),
            "failed": lambda: self.failed(hand),
            "released": lambda: self._released(hand),
            "lost": lambda: None,
        }
        ends[end]()

    def claimed_turns(self, worker: Store) -> list[Hand]:
        found = self.world.call(worker.claim_turns(len(PEOPLE))).turns
        due = {self.by_phone[turn.messages[0].sender]: turn for turn in found}
        assert len(due) == len(found), "a person has one turn at a time"
        for person in self.people:
            expired = person.lane.until is not None and not person.lane.runs_at(self.world.now)
            assert person in due or not expired, "a lease that is over is somebody else's"
        return [self._take_turn(worker, person, due[person]) for person in self.people if person in due]

    def _take_turn(self, worker: Store, person: Person, turn: Turn) -> Hand:
        messages = person.next_turn()
        assert not person.lane.runs_at(self.world.now), "one person's turns never overlap"
        assert turn.fence > person.lane.fence, "every claim has a fence of its own"
        assert [message.id for message in turn.messages] == [message.id for message in messages], "in order"
        person.lane.take(turn.fence, self.world.now)
        person.attempts += 1
        assert turn.attempts == person.attempts
        session = self._session(worker, person) if person.id else None
        return Hand(worker=worker, person=person, turn=turn, messages=messages, session=session)

    def _session(self, worker: Store, person: Person) -> str:
        assert person.id
        return self.world.call(worker.open_session(person.id, reply_to=None, history=1)).session_id

    def finished(self, hand: Hand, parts: int = 1) -> None:
        written = _result(hand, parts)
        if hand.holds and hand.session in hand.person.archived_sessions:
            with pytest.raises(InvalidInputError):
                self.world.call(hand.worker.finish_turn(hand.turn, written))
        elif self.written(hand.holds, hand.worker.finish_turn(hand.turn, written)):
            _commit(hand, written, parts)

    def failed(self, hand: Hand) -> None:
        person, first = hand.person, hand.messages[0]
        failing = hand.worker.fail_turn(hand.turn, error="no", retry_seconds=1, apology=_result(hand, 1)["replies"])
        if ended := self.written(hand.holds, failing):
            person.lane.rest()
            dead = person.attempts >= RULES.max_attempts
            assert ended == ("dead" if dead else "retry")
            if dead:
                person.attempts, first.outcome = 0, "dead"
                person.answer(first, 1)

    def _released(self, hand: Hand) -> None:
        if self.written(hand.holds, hand.worker.release_turn(hand.turn)):
            hand.person.lane.rest()
            hand.person.attempts -= 1

    def _renewed(self, hand: Hand) -> None:
        assert self.world.call(hand.worker.renew_leases([hand.turn])) == hand.holds
        if hand.holds:
            hand.person.lane.take(hand.turn.fence, self.world.now)


def _result(hand: Hand, parts: int) -> dict[str, Any]:
    """Return what a turn wants written; a stranger is refused, and nothing is kept of what they said."""
    if hand.session:
        return result(hand.turn, hand.session, parts=parts)
    refused = [{"id": message.id, "outcome": "refused"} for message in hand.turn.messages]
    return result(hand.turn, "", parts=parts, messages=[], inbox=refused) | {"session_id": None}


def _commit(hand: Hand, written: Mapping[str, Any], parts: int) -> None:
    """Note that all of it is owed from now on."""
    person = hand.person
    person.lane.rest()
    person.attempts = 0
    person.turns += hand.session is not None
    person.written |= {message["id"] for message in written["messages"]}
    person.answer(hand.messages[0], parts)
    for message, told in zip(hand.messages, written["inbox"], strict=True):
        message.outcome = told["outcome"]
