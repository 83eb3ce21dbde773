"""`relais demo`: everything on one machine, with the demo company."""

from __future__ import annotations

import sys

import app
from commands.serve import serve
from errors import ConfigurationError
from services.database.migrate import find_migrations, load_demo, migrate
from settings import Settings

_DRAIN_SECONDS = 2.5
"""Ctrl-C ends a demo, its Postgres included, within five seconds, whatever a provider does."""


async def demo(settings: Settings) -> None:
    """Migrate, load the demo company and serve.

    Raises:
        ConfigurationError: in production: invented people do not belong there.
    """
    if settings.environment == "production":
        raise ConfigurationError("ENVIRONMENT: relais demo does not run in production")
    async with app.open_postgres(settings) as database:
        await migrate(database, find_migrations())
        await load_demo(database, find_migrations())
        quick = settings.model_copy(update={"drain_seconds": min(settings.drain_seconds, _DRAIN_SECONDS)})
        await serve(quick, "all", opened=_announce)


def _announce(address: str) -> None:
    """Tell the developer where to look; on stderr, because stdout holds the log."""
    sys.stderr.write(f"\n  Simulator  {address}/simulator\n  Console    {address}/console\n\n")
    sys.stderr.flush()
