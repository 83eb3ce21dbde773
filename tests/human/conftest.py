"""A running relais whose company has an address, and an operator who answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from tests.api.operator import TOKEN, Operator
from tests.conftest import OpenHouse
from tests.door.conftest import dsn, shared_dsn
from tests.fakes.company import FakeCompany
from tests.house import House
from tests.phones import WIRES, Phone

__all__ = ["dsn", "shared_dsn"]


@pytest.fixture
async def company() -> AsyncGenerator[FakeCompany]:
    async with FakeCompany() as opened:
        yield opened


@pytest.fixture
async def house(house_of: OpenHouse, company: FakeCompany) -> AsyncGenerator[House]:
    async with house_of(burst_quiet_ms=0, admin_token=TOKEN, escalation_webhook_url=company.url) as opened:
        yield opened


@pytest.fixture
def operator(house: House) -> Operator:
    return Operator(house=house)


@pytest.fixture
def jean(house: House) -> Phone:
    return Phone(house=house, wire=WIRES["cloud"])
