"""The one sentence that a person gets when a file of theirs was given up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from errors import MediaError, MediaTooLargeError, MediaTypeError
from messages import Limits
from pipeline.answer import Sentence, say
from pipeline.locale import translate
from services.channels.rendering import render
from services.media.receiving import MEGABYTE, largest_of

_LOST: Mapping[str | None, Sentence] = {
    "image": say("A photo did not arrive. Please send it again."),
    "video": say("A video did not arrive. Please send it again."),
    "audio": say("A voice message did not arrive. Please send it again."),
    "voice": say("A voice message did not arrive. Please send it again."),
}
_LOST_OTHER = say("A file did not arrive. Please send it again.")


def lost_file(kind: str | None, error: MediaError, language: str, limits: Limits) -> dict[str, Any]:
    """Return what is said of a file of a message of this kind, as a part of a reply: JSON of a `messages.Part`."""
    [part] = render(translate(_sentence(kind, error), language), (), "", limits)
    return part.as_json()


def _sentence(kind: str | None, error: MediaError) -> Sentence:
    """Ask for the file once more only where that can help."""
    match error:
        case MediaTooLargeError():
            return say("A file is too large for me: {megabytes} MB at most.", megabytes=largest_of(kind) // MEGABYTE)
        case MediaTypeError():
            return say("I cannot keep this kind of file. Please send a photo, a video or a PDF.")
        case _:
            return _LOST.get(kind, _LOST_OTHER)
