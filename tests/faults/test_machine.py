"""Any interleaving of copies, crashes, clocks, statuses and late workers keeps contract §7."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.door.servers import on_one_server
from tests.faults.machine.machine import HOUR, Machine
from tests.faults.machine.mutants import MUTANTS, break_function
from tests.faults.machine.world import World, open_world
from tests.faults.scale import CHAOS, scaled

pytestmark = [on_one_server, pytest.mark.timeout(scaled(600, 3600))]

SHORT = settings(
    max_examples=40,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
LONG = settings(SHORT, max_examples=300, stateful_step_count=60, derandomize=False)
UNSHRUNK = settings(SHORT, phases=[Phase.generate])

TAP = (0, "tap", 0)


@pytest.fixture
def world(dsn: str) -> Iterator[World]:
    with open_world(dsn) as opened:
        yield opened


def run(world: World, extent: settings) -> None:
    class Here(Machine):
        def __init__(self) -> None:
            super().__init__(world)

    run_state_machine_as_test(Here, settings=extent)


def test_any_interleaving_keeps_every_promise(world: World) -> None:
    run(world, LONG if CHAOS else SHORT)


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)
def test_the_machine_finds(world: World, mutant: tuple[str, str, str]) -> None:
    break_function(world, *mutant)
    with pytest.raises(AssertionError):
        run(world, UNSHRUNK)


def test_a_clock_that_steps_back_holds_nobodys_replies_up(world: World) -> None:
    machine, worker = Machine(world), world.workers[0]
    machine.talk(TAP, 1)
    machine.every_promise_holds()
    [first] = machine.claimed_replies(worker)
    machine.told_sent(first)

    world.step(-HOUR)
    machine.talk(TAP, 1)
    machine.every_promise_holds()

    assert len(machine.claimed_replies(worker)) == 1
