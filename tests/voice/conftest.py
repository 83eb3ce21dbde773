from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from tests.conftest import OpenHouse
from tests.door.conftest import dsn, shared_dsn
from tests.fakes.speech import KEY, FakeSpeech
from tests.house import House

__all__ = ["dsn", "shared_dsn"]


@pytest.fixture
async def speech() -> AsyncGenerator[FakeSpeech]:
    async with FakeSpeech() as running:
        yield running


@pytest.fixture
async def house(house_of: OpenHouse, speech: FakeSpeech) -> AsyncGenerator[House]:
    """A relais that listens."""
    settings = {"transcription_url": speech.url, "transcription_api_key": KEY, "transcription_model": "fake-1"}
    async with house_of(burst_quiet_ms=150, lease_seconds=3, **settings) as opened:
        yield opened
