"""The rules of replies: handed to a sender, taken or not by the provider, lost, reported on in any order."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, consumes, multiple, rule

from messages import DeliveryState, StatusUpdate
from services.store import DueReply, Store
from tests.faults.machine.base import Base
from tests.faults.machine.model import PATIENCE, RULES, Part, Person
from tests.faults.machine.world import PEOPLE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Send:
    """A part in the hands of a sender, which may reach the provider; `provider_id` is then its name for it."""

    sender: Store
    person: Person
    part: Part
    due: DueReply

    @property
    def holds(self) -> bool:
        return self.person.reply_lane.held_with(self.due.fence)

    @property
    def provider_id(self) -> str:
        return f"out.{self.due.reply_id}.{self.due.attempts}"


sends: Bundle[Send] = Bundle("sends")
past_sends: Bundle[Send] = Bundle("past_sends")
handed_out: Bundle[Send] = Bundle("handed_out")

ENDS = ("sent", "deferred", "unknown", "refused")
STATES: tuple[DeliveryState, ...] = ("sent", "delivered", "read", "failed")


class Sends(Base):
    """Senders take parts, and every way in which a send can end."""

    @rule(targets=(sends, handed_out), sender=st.sampled_from((0, 1)), after=st.sampled_from(PATIENCE))
    def claim_replies(self, sender: int, after: float) -> MultipleResults[Send]:
        self.world.step(after)
        return multiple(*self.claimed_replies(self.world.workers[sender]))

    @rule(targets=(sends, handed_out), send=consumes(sends), end=st.sampled_from(ENDS))
    def end_send(self, send: Send, end: str) -> MultipleResults[Send]:
        return multiple(*self._end_send(send, end))

    @rule(target=past_sends, send=consumes(sends))
    def lose_the_sender(self, send: Send) -> Send:
        return send

    @rule(targets=(sends, handed_out), send=past_sends, end=st.sampled_from(ENDS))
    def end_send_late(self, send: Send, end: str) -> MultipleResults[Send]:
        return multiple(*self._end_send(send, end))

    @rule(send=handed_out, state=st.sampled_from(STATES), by_reply_id=st.booleans())
    def status(self, send: Send, state: DeliveryState, by_reply_id: bool) -> None:
        part = send.part
        known = by_reply_id or part.provider_id == send.provider_id
        reply_id = send.due.reply_id if by_reply_id else None
        status = StatusUpdate(
            channel=send.person.channel, provider_message_id=send.provider_id, state=state, reply_id=reply_id
        )
        assert self.world.call(send.sender.apply_statuses([status])) == known
        if known:
            part.move(state, send.provider_id)

    def claimed_replies(self, sender: Store) -> list[Send]:
        found = self.world.call(sender.claim_replies(len(PEOPLE))).replies
        due = {self.by_phone[reply.recipient]: reply for reply in found}
        assert len(due) == len(found), "a person is sent one part at a time"
        for person in self.people:
            if not person.reply_lane.runs_at(self.world.now):
                person.reply_lane.rest()
        return [self._take_reply(sender, person, due[person]) for person in self.people if person in due]

    def _take_reply(self, sender: Store, person: Person, due: DueReply) -> Send:
        assert not person.reply_lane.runs_at(self.world.now), "a person is sent one part at a time"
        assert due.fence > person.reply_lane.fence, "every claim has a fence of its own"
        return self._hand_out(sender, person, due)

    def _hand_out(self, sender: Store, person: Person, due: DueReply) -> Send:
        part = person.part(due.id)
        assert part is person.next_part(), "parts go out in order, and never again once they are settled"
        assert part.may_be_handed_out(self.world.now), "a part goes out once, unless nobody knows of it for long"
        assert not person.window_closed(self.world.now)
        assert (due.resent, due.attempts) == (part.state == "sending", part.attempts + 1)
        part.hand_out(self.world.now)
        person.reply_lane.take(due.fence, self.world.now)
        return Send(sender=sender, person=person, part=part, due=due)

    def _end_send(self, send: Send, end: str) -> list[Send]:
        return self.told_sent(send) if end == "sent" else self._told_not_sent(send, end)

    def told_sent(self, send: Send) -> list[Send]:
        found = self.world.call(send.sender.reply_sent(send.due, send.provider_id))
        send.part.move("sent", send.provider_id)
        return self._next(send, found)

    def _told_not_sent(self, send: Send, outcome: str) -> list[Send]:
        found = self.world.call(send.sender.reply_failed(send.due, outcome=outcome, error="no", retry_seconds=1))
        if send.holds and send.part.open:  # a status that came first knows better
            _note(send.part, outcome)
        return self._next(send, found)

    def _next(self, send: Send, found: DueReply | None) -> list[Send]:
        """Take the person's next part, which only the holder of the lane is given."""
        if not send.holds:
            assert found is None, "who lost the lane is given nothing more"
            return []
        send.person.reply_lane.rest()
        return [self._hand_out(send.sender, send.person, found)] if found else []


def _note(part: Part, outcome: str) -> None:
    """Note what a failed send is by contract: tried again a few times, unless it was refused."""
    if outcome == "refused":
        part.move("failed")
    elif part.attempts >= RULES.max_attempts:
        part.move("dead")
    elif outcome == "deferred":
        part.state = "pending"
