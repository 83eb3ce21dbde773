"""`relais sql`: the whole database in one file, for the SQL editor."""

from __future__ import annotations

import sys

from services.database.migrate import find_migrations
from services.database.paste import paste


def sql() -> None:
    """Print it."""
    sys.stdout.write(paste(find_migrations()))
