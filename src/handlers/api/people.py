"""A person's data: handed out, or erased everywhere."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from handlers.api.asks import OfId
from handlers.api.refusals import ApiError
from handlers.keys import PEOPLE


async def export_person(app: web.Application, asked: OfId) -> dict[str, Any]:
    """Export all that is known of a person, as one document."""
    return _known(await app[PEOPLE].export(str(asked.id)), asked)


async def erase_person(app: web.Application, asked: OfId) -> dict[str, Any]:
    """Erase a person from every table, from the live cache, the spool and the media."""
    return _known(await app[PEOPLE].erase(str(asked.id)), asked)


def _known(found: dict[str, Any] | None, asked: OfId) -> dict[str, Any]:
    if found is None:
        raise ApiError(404, f"nobody has the id {asked.id}")
    return found
