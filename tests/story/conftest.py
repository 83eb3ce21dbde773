"""Jean's phone on one channel: what these tests show is the same on every one."""

from __future__ import annotations

import pytest

from tests.house import House
from tests.phones import WIRES, Phone


@pytest.fixture
def jean(house: House) -> Phone:
    return Phone(house=house, wire=WIRES["cloud"])
