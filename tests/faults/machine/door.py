"""The rules of the door and of the operator: delivered, delivered again, given another life, let go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, precondition, rule

from handlers.prompts import is_prompt
from messages import InboundMessage
from tests.faults.machine.base import Base, received
from tests.faults.machine.model import Message
from tests.faults.machine.world import PEOPLE

CONTENTS: dict[str, dict[str, Any]] = {
    "text": {"kind": "text", "text": "Bonjour"},
    "typed number": {"kind": "text", "text": "2"},
    "tap": {"kind": "button", "action_id": "view_sites_fr", "title": "Voir"},
}

Said = tuple[int, str, int]
"""Who says what, and how many seconds the provider takes to bring it."""

said_by_anybody = st.tuples(st.sampled_from(range(len(PEOPLE))), st.sampled_from(sorted(CONTENTS)), st.integers(0, 3))


class Door(Base):
    """Messages arrive, once or more often."""

    @rule(target=received, said=st.lists(said_by_anybody, min_size=1, max_size=3))
    def deliver(self, said: list[Said]) -> MultipleResults[Message]:
        return self.receive([self.said(*item) for item in said])

    @rule(target=received, said=said_by_anybody, copy=received)
    def deliver_again(self, said: Said, copy: Message) -> MultipleResults[Message]:
        return self.receive([copy, self.said(*said), copy])

    @precondition(lambda self: self.dead)
    @rule(place=st.integers(0, 9), again=st.booleans())
    def look_after_the_dead(self, place: int, again: bool) -> None:
        message, operator = self.dead[place % len(self.dead)], self.world.workers[0]
        assert self.world.call(operator.requeue_dead(message.id) if again else operator.discard_dead(message.id))
        if again:
            message.outcome, message.prompt = None, True
        else:
            message.discarded = True

    @property
    def dead(self) -> list[Message]:
        return [message for person in self.people for message in person.messages if message.state == "dead"]

    def said(self, place: int, content_name: str, seconds: int) -> Message:
        person, content = self.people[place], CONTENTS[content_name]
        sent_at = self.world.now.replace(microsecond=0) - timedelta(seconds=seconds)
        inbound = InboundMessage(
            channel=person.channel,
            provider_message_id=f"in.{uuid4().hex}",
            sender=person.phone,
            kind=content["kind"],
            content=content,
            raw={},
            provider_time=sent_at if person.channel == "cloud" else None,
        )
        return Message(person, inbound, prompt=is_prompt(inbound), received_at=self.world.now)

    def receive(self, batch: list[Message]) -> MultipleResults[Message]:
        new = [message for message in batch if message not in message.person.messages]
        arriving = self.world.workers[0].receive_events([message.inbound for message in batch], prompt=is_prompt)
        assert self.world.call(arriving) == len(new), "a known message is not new"
        for message in new:
            message.received_at = self.world.now
            message.person.messages.append(message)
        return multiple(*new)
