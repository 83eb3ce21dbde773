from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from tests.conftest import OpenHouse
from tests.house import House


@pytest.fixture
async def door(house_of: OpenHouse) -> AsyncGenerator[House]:
    """A relais that only takes webhooks: what it stored stays as it is."""
    async with house_of(role="door") as opened:
        yield opened
