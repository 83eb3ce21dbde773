"""The whole machine: the rules of the clock and of sessions beside those of the lanes; in the end, all is settled."""

from __future__ import annotations

import sys

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.faults.machine.door import Door, Said, said_by_anybody
from tests.faults.machine.model import RULES
from tests.faults.machine.sends import Sends
from tests.faults.machine.turns import Turns

A_WHILE = RULES.lease_seconds + RULES.reconcile_seconds
HOUR, DAY = 3600, 86_400
RETRY = 2
STEPS = (1, -1, 60, -60, -HOUR, 8 * HOUR, 25 * HOUR)
ENDINGS = ("user_request", "escalation", "operator")


class Machine(Door, Turns, Sends):
    """Any interleaving of everything that happens to relais; see Base for what must hold after each step."""

    @rule(seconds=st.sampled_from(STEPS))
    def step_the_clock(self, seconds: float) -> None:
        self.world.step(seconds)

    @precondition(lambda self: self.sessions)
    @rule(place=st.integers(0, 9), reason=st.sampled_from(ENDINGS))
    def end_session(self, place: int, reason: str) -> None:
        session, status = self.sessions[place % len(self.sessions)]
        ending = self.world.database.value("end_session", p_session_id=session, p_reason=reason)
        goes_on = status == "active" or (status == "escalated" and reason != "escalation")
        assert self.world.call(ending) is goes_on, "a session ends once"

    @rule(weeks=st.integers(0, 2))
    def clean_up(self, weeks: int) -> None:
        """Let a session be forgotten, then archived."""
        for days in (8,) * weeks or (0,):
            self.world.step(days * DAY)
            self.world.call(self.world.database.value("cleanup_expired_sessions", p_cutoff_days=7))

    @rule(said=said_by_anybody, parts=st.integers(1, 3))
    def talk(self, said: Said, parts: int) -> None:
        """Be answered by a worker whom nothing happens to: replies are half of what can go wrong."""
        self.receive([self.said(*said)])
        self.every_promise_holds()
        for hand in self.claimed_turns(self.world.workers[0]):
            self.finished(hand, parts)

    @rule(said=said_by_anybody)
    def poison(self, said: Said) -> None:
        """Say what no worker can handle, among whatever else waits."""
        self.receive([self.said(*said)])
        for _ in range(RULES.max_attempts):
            self.every_promise_holds()
            self.world.step(RETRY)
            for hand in self.claimed_turns(self.world.workers[0]):
                self.failed(hand)

    @property
    def sessions(self) -> list[tuple[str, str]]:
        return [known for person in self.people for known in person.sessions.items()]

    def teardown(self) -> None:
        """Let one worker go on undisturbed: every message has its outcome then, and every part is settled."""
        if sys.exception() is not None:
            return  # this example has failed already
        for _ in range(100):
            if not any(person.waiting or person.next_part() for person in self.people):
                return
            self._work()
            self.every_promise_holds()
        raise AssertionError("nothing waits for ever")

    def _work(self) -> None:
        worker = self.world.workers[0]
        self.world.step(A_WHILE)
        for hand in self.claimed_turns(worker):
            self.finished(hand)
        self.every_promise_holds()
        due = self.claimed_replies(worker)
        while due:
            due += self.told_sent(due.pop())
