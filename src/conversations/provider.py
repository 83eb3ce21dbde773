"""The provider of a script: a channel with the real limits, whose messages go nowhere but on a screen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from errors import MediaRefusedError
from messages import ChannelName, Event, Limits, OutgoingPart, Part, WebhookRequest
from services.channels.limits import WHATSAPP
from services.channels.twilio.outbound import LIMITS as TWILIO
from services.media.values import MediaHead, MediaReference, MediaSink

_NUMBER = re.compile(r"\d+\. ")

LIMITS: Mapping[ChannelName, Limits] = {"cloud": WHATSAPP, "twilio": TWILIO, "simulator": WHATSAPP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One message on somebody's screen; `id` is the provider's."""

    id: str
    to: str
    part: Part

    @property
    def text(self) -> str:
        """Everything that can be read: the text or caption, and what the options say."""
        said = [text for option in self.part.options for text in (option.title, option.description)]
        return "\n".join(filter(None, [self.part.text, *said]))

    @property
    def titles(self) -> tuple[str, ...]:
        """What can be tapped, or typed by its number."""
        return tuple(option.title for option in self.part.options)


def is_titled(shown: str, wanted: str) -> bool:
    """Say whether an option is called so: on the screen it may be numbered, and cut where there is no room."""
    title = _NUMBER.sub("", shown, count=1)
    return wanted in {shown, title} or (title.endswith("…") and wanted.startswith(title[:-1]))


@dataclass(slots=True, kw_only=True)
class Provider:
    """One channel, in memory (see `services.interfaces.Channel`); `files` holds what people sent, by the media's id."""

    name: ChannelName
    limits: Limits
    sent: list[Seen] = field(default_factory=list[Seen])
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict[str, tuple[str, bytes]])

    def verify(self, request: WebhookRequest) -> None:
        """Have nobody to verify: messages come by `Intake`, as they are."""

    def parse(self, request: WebhookRequest) -> Sequence[Event]:  # noqa: ARG002 - as the Protocol has it
        """Have no webhooks."""
        return ()

    async def send(self, outgoing: OutgoingPart) -> str:
        """Show a part on its recipient's screen; sent again, it stands there again."""
        seen = Seen(id=f"sent.{len(self.sent) + 1}", to=outgoing.recipient, part=outgoing.part)
        self.sent.append(seen)
        return seen.id

    async def show_typing(self, message_id: str) -> bool:  # noqa: ARG002 - as the Protocol has it
        """Show nothing: answers come at once."""
        return False

    async def fetch_media(self, media: MediaReference, sink: MediaSink) -> MediaHead:
        """Hand out a file that somebody sent.

        Raises:
            MediaRefusedError: nobody did.
        """
        mime_type, content = self.files.get(media.provider_media_id or "", ("", b""))
        if not mime_type:
            raise MediaRefusedError("nobody sent this file")
        sink.expect(len(content))
        await sink.write(content)
        return MediaHead(mime_type=mime_type)

    async def close(self) -> None:
        """Hold nothing, close nothing."""
