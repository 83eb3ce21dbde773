"""A simulator, a bot that only listens, and a running relais."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import httpx
import pytest

from simulation import CloudAccount, Pace, Simulation, TwilioAccount, open_simulation
from tests.conftest import OpenHouse
from tests.house import House
from tests.simulation.bots import Bot

QUICK = Pace(sent=0, delivered=0.01, read=0.01, again=0.01)


@pytest.fixture
def told() -> list[str]:
    """What the simulator says in its terminal."""
    return []


@pytest.fixture
async def simulation(told: list[str]) -> AsyncGenerator[Simulation]:
    """Both providers; where the bot is, a test says."""
    opened = open_simulation(cloud=CloudAccount(), twilio=TwilioAccount(), pace=QUICK, tell=told.append)
    async with opened as running:
        yield running


@pytest.fixture
async def page(simulation: Simulation) -> AsyncGenerator[httpx.AsyncClient]:
    """The page's way to the simulator."""
    async with httpx.AsyncClient(base_url=f"{simulation.url}/simulator") as client:
        yield client


@pytest.fixture
async def api(simulation: Simulation) -> AsyncGenerator[httpx.AsyncClient]:
    """A bot's way to Meta, with its token."""
    assert simulation.graph
    headers = {"Authorization": simulation.graph.account.authorization}
    async with httpx.AsyncClient(base_url=simulation.url, headers=headers) as client:
        yield client


@pytest.fixture
async def twilio(simulation: Simulation) -> AsyncGenerator[httpx.AsyncClient]:
    """A bot's way to Twilio, with its credentials."""
    assert simulation.twilio
    headers = {"Authorization": simulation.twilio.account.authorization}
    async with httpx.AsyncClient(base_url=simulation.url, headers=headers) as client:
        yield client


@pytest.fixture
async def bot(simulation: Simulation) -> AsyncGenerator[Bot]:
    """A bot that only listens."""
    async with Bot() as listening:
        simulation.aim(listening.at())
        yield listening


@pytest.fixture
async def relais(simulation: Simulation, house_of: OpenHouse, unused_tcp_port: int) -> AsyncGenerator[House]:
    """A relais with the settings that the simulator prints."""
    settings = {name.lower(): value for name, value in simulation.settings.items()}
    address = f"http://127.0.0.1:{unused_tcp_port}"
    async with house_of(burst_quiet_ms=0, port=unused_tcp_port, public_url=address, **settings) as house:
        simulation.aim(house.address)
        yield house
