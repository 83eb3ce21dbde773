"""Both directions. Replies are read from the outbox, not pushed: the chat shows what that says was sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from errors import BadRequestError, MediaRefusedError, SendUnknownError
from messages import ChannelName, Event, Limits, OutgoingPart, StatusUpdate, WebhookRequest
from services.channels.limits import WHATSAPP
from services.channels.simulator.inbound import parse_messages
from services.channels.simulator.troubles import TroubleSwitch, error_of
from services.channels.simulator.uploads import Uploads
from services.channels.troubles import SendTrouble
from services.media.values import MediaHead, MediaReference, MediaSink

Deliver = Callable[[Sequence[Event]], Awaitable[object]]

_STATUS_SECONDS = 1.0
"""How long after a part whose answer was lost its status comes."""


class SimulatorChannel:
    """WhatsApp's limits without WhatsApp. Only served where the simulator is on, so there is nobody to verify.

    `folder` holds the files that the page handed over and the switch for trouble: of the door and of every worker, so
    they share a disk; without one there are neither. `deliver` is where a status goes, as from any provider.
    """

    name: ChannelName = "simulator"
    limits: Limits = WHATSAPP

    def __init__(self, folder: Path | None = None, *, deliver: Deliver | None = None) -> None:
        self.uploads = Uploads(folder / "files") if folder else None
        self.trouble = TroubleSwitch(folder / "trouble") if folder else None
        self._deliver = deliver
        self._statuses: set[asyncio.Task[None]] = set()

    def verify(self, request: WebhookRequest) -> None:
        """Take JSON only: another site's page cannot post that without being asked.

        Raises:
            BadRequestError: another content type.
        """
        if not request.headers.get("Content-Type", "").startswith("application/json"):
            raise BadRequestError("the simulator takes application/json")

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """Read a message, or a batch of them: see `parse_messages`.

        Raises:
            BadRequestError: the first of them that cannot be read.
        """
        return parse_messages(request.body)

    async def send(self, outgoing: OutgoingPart) -> str:
        """Take everything, unless trouble is switched on: then fail as Meta's answer to it does.

        Raises:
            SendDeferredError: not now.
            SendUnknownError: the result is not known; of a lost answer, the status comes a moment later.
            SendRefusedError: never.
        """
        trouble = await self.trouble.read() if self.trouble else None
        if trouble is SendTrouble.LOST_ANSWER:
            self._tell_later(outgoing)
            raise SendUnknownError("the simulator took it and did not answer to the end")
        if trouble is not None:
            raise error_of(trouble)
        return _message_id(outgoing)

    async def show_typing(self, message_id: str) -> bool:  # noqa: ARG002 - as the Protocol has it
        """Show nothing: answers come at once."""
        return False

    async def fetch_media(self, media: MediaReference, sink: MediaSink) -> MediaHead:
        """Hand out a file that the page handed over.

        Raises:
            MediaRefusedError: it is not there, or not any more.
        """
        if self.uploads is None:
            raise MediaRefusedError("the simulator keeps no files")
        await self.uploads.copy(media.provider_media_id or "", sink)
        return MediaHead(mime_type=media.mime_type)

    async def close(self) -> None:
        """Tell no status any more."""
        for task in self._statuses:
            task.cancel()

    def _tell_later(self, outgoing: OutgoingPart) -> None:
        task = asyncio.create_task(self._tell(outgoing))
        self._statuses.add(task)
        task.add_done_callback(self._statuses.discard)

    async def _tell(self, outgoing: OutgoingPart) -> None:
        await asyncio.sleep(_STATUS_SECONDS)
        if self._deliver is not None:
            await self._deliver([
                StatusUpdate(
                    channel=self.name,
                    provider_message_id=_message_id(outgoing),
                    state="delivered",
                    reply_id=outgoing.reply_id,
                )
            ])  # fmt: skip


def _message_id(outgoing: OutgoingPart) -> str:
    return f"sim.{outgoing.reply_id}"
