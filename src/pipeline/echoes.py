"""What the bot understood of a voice message, in short: the person sees what is answered."""

from __future__ import annotations

from collections.abc import Sequence

from services.channels.splitting import cut
from services.store import WaitingMessage

_FRAME = "🎙 “{}”"
_LONGEST = 120


def echoes(messages: Sequence[WaitingMessage]) -> tuple[str, ...]:
    """Return one text, a line for each voice message that was understood; none when there was none."""
    lines = [_echo(str(message.content["transcript"])) for message in messages if "transcript" in message.content]
    return ("\n".join(lines),) if lines else ()


def _echo(transcript: str) -> str:
    return _FRAME.format(cut(transcript, _LONGEST - len(_FRAME.format(""))))
