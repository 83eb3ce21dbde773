"""A running relais without its loops: the same parts as in production, with providers that exist in memory only."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import app
from conversations.elsewhere import Listener, Office
from conversations.provider import LIMITS, Provider
from conversations.settings import script_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The parts, and the providers among them by their channel's name."""

    parts: app.Parts
    providers: Mapping[str, Provider]

    def forget(self) -> None:
        """Clear every screen."""
        for provider in self.providers.values():
            provider.sent.clear()
            provider.files.clear()


@asynccontextmanager
async def open_house(dsn: str, directory: Path, given: Mapping[str, Any]) -> AsyncGenerator[House]:
    """Build relais on a database with a script's settings; files that people send go to `directory`.

    What the settings switch on is there as in production, but nothing leaves the process; there is no language model.
    """
    ours = {"database_url": dsn, "data_dir": directory, "spool_dir": "off"}
    async with app.open_parts(script_settings(given, **ours)) as parts:
        providers: dict[str, Provider] = {name: Provider(name=name, limits=limits) for name, limits in LIMITS.items()}
        services = replace(
            parts.services,
            channels=providers,
            model=None,
            transcriber=Listener() if parts.services.transcriber else None,
        )
        company = Office(url=parts.company.url) if parts.company else None
        yield House(parts=replace(parts, services=services, company=company), providers=providers)
