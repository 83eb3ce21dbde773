from __future__ import annotations
import pytest
from hypothesis import settings, Phase
from tests.door.servers import on_one_server
from tests.faults import test_machine as tm
from tests.faults.machine.world import open_world
pytestmark = [on_one_server, pytest.mark.timeout(900)]
def test_long(dsn):
    with open_world(dsn) as world:
        tm.run(world, settings(tm.LONG, max_examples=600, stateful_step_count=40, phases=[Phase.generate]))
