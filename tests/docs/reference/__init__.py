"""The pages under docs/reference/ that are made of the code. To write them: `python -m tests.docs.generate`."""

from __future__ import annotations

from collections.abc import Callable

from tests.docs.reference.commands import commands
from tests.docs.reference.http import http
from tests.docs.reference.settings import settings
from tests.docs.reference.sql import sql

REFERENCE: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "commands.md": commands,
    "http.md": http,
    "sql.md": sql,
}
