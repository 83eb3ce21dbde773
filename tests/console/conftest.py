"""The console of a running relais, as an operator uses it."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import httpx
import pytest

from tests.conftest import OpenHouse
from tests.console.operator import TOKEN, Operator
from tests.house import House
from tests.phones import WIRES, Phone


@pytest.fixture
async def house(house_of: OpenHouse) -> AsyncGenerator[House]:
    async with house_of(burst_quiet_ms=0, max_attempts=2, admin_token=TOKEN) as opened:
        yield opened


@pytest.fixture
async def operator(house: House) -> AsyncGenerator[Operator]:
    """Somebody who is logged in."""
    async with httpx.AsyncClient(base_url=house.address, timeout=30) as http:
        found = Operator(http=http)
        assert (await found.log_in()).status_code == 303
        yield found


@pytest.fixture
def jean(house: House) -> Phone:
    return Phone(house=house, wire=WIRES["cloud"])
