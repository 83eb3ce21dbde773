"""Every other address below /api."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from handlers.api.refusals import ApiError


async def elsewhere(request: web.Request) -> Any:
    """Refuse: 405 where another method would do, else 404."""
    here = request.match_info.route.resource
    others = [resource for resource in request.app.router.resources() if resource is not here]
    allowed = {method for resource in others for method in (await resource.resolve(request))[1]}
    if allowed:
        raise ApiError(405, headers={"Allow": ", ".join(sorted(allowed))})
    raise ApiError(404, f"nothing is at {request.path}")
