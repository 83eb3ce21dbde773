"""What all rules share: the world, its people, and the check after every step."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant

from errors import LeaseLostError
from tests.faults.machine.checks import check
from tests.faults.machine.model import Message
from tests.faults.machine.world import World

received: Bundle[Message] = Bundle("received")


class Base(RuleBasedStateMachine):
    """A fresh world, and contract §7 as its invariant."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.people = world.restart()
        self.by_phone = {person.phone: person for person in self.people}

    @invariant()
    def every_promise_holds(self) -> None:
        check(self.world, self.people)

    def written(self, held: bool, writing: Coroutine[Any, Any, Any]) -> Any:
        """Return what a worker's call returned; None when it was refused, as it must be unless the lane is `held`."""
        try:
            answer = self.world.call(writing)
        except LeaseLostError:
            assert not held, "who holds the lane may write"
            return None
        assert held, "nobody writes with an old fence"
        return answer or True
