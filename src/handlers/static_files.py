"""Files of our own pages, and the headers that all pages share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

POLICY: dict[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""What a page of ours may load: nothing of another host, and nothing that stands in the page itself."""


def page_headers(policy: dict[str, str]) -> dict[str, str]:
    """Return the headers of a page under a content security policy."""
    return {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "; ".join(f"{directive} {sources}" for directive, sources in policy.items()),
        "Referrer-Policy": "same-origin",  # not no-referrer: that blanks the Origin of our own forms, see is_own_page
        "X-Content-Type-Options": "nosniff",
    }


PAGE_HEADERS = page_headers(POLICY)


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """A folder whose files may be asked for by name; nothing else of the disk can be reached."""

    folder: Path
    headers: dict[str, str]
    _names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Read the folder once."""
        object.__setattr__(self, "_names", frozenset(path.name for path in self.folder.iterdir()))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer with the file that the address names; 404 for anything else."""
        return self.file(request.match_info["file"])

    def file(self, name: str) -> web.FileResponse:
        """Return one file.

        Raises:
            HTTPNotFound: there is none.
        """
        if name not in self._names:
            raise web.HTTPNotFound(headers=self.headers)
        path = self.folder / name
        return web.FileResponse(path, headers=self.headers | {"Content-Type": _CONTENT_TYPES[path.suffix]})
