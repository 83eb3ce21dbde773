"""A message that Twilio took, as the person sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from mimetypes import guess_type
from typing import Literal
from urllib.parse import urlsplit

from messages import Media, MediaKind, Option, Part

_PARTS: Mapping[str, Literal["buttons", "list", "media"]] = {"buttons": "buttons", "list": "list", "media": "media"}
"""What the page has a look for; the rest is text."""

_KINDS: Mapping[str, MediaKind] = {"image": "image", "video": "video", "audio": "audio"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that Twilio took, as the person sees it; `options` are (id, title, description)."""

    sid: str
    to: str
    kind: str
    body: str = ""
    options: tuple[tuple[str, str, str], ...] = ()
    button: str = ""
    media_url: str | None = None
    status_callback: str | None = None

    @property
    def id(self) -> str:
        """As every provider's messages have one."""
        return self.sid

    @property
    def is_template(self) -> bool:
        """Whether it may be sent at any time."""
        return self.kind == "template"

    @property
    def part(self) -> Part:
        """The message as the simulator's page shows it."""
        options = tuple(Option(id=id_, title=title, description=line) for id_, title, line in self.options)
        return Part(
            kind=_PARTS.get(self.kind, "text"),
            text=self.body,
            options=options,
            list_button=self.button,
            media=_media(self.media_url) if self.media_url else None,
        )


def _media(url: str) -> Media:
    """Twilio is told no type: the address has to say it."""
    path = urlsplit(url).path
    mime_type = guess_type(path)[0] or "application/octet-stream"
    kind = _KINDS.get(mime_type.partition("/")[0], "document")
    return Media(kind=kind, url=url, mime_type=mime_type, filename=path.rpartition("/")[2])
