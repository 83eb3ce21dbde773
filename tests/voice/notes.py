"""Voice messages of Jean's."""

from __future__ import annotations

from tests.fakes import graph
from tests.fakes.files import Held
from tests.fakes.graph.webhooks import Item
from tests.fakes.speech import FakeSpeech
from tests.house import House
from tests.phones import JEAN


def sound(words: str) -> bytes:
    """Return what a voice message with these words may look like."""
    return b"OggS\x00\x02" + words.encode()


def note(house: House, content: bytes, **file: str) -> Item:
    """Return Meta's item of a voice message."""
    held = Held(content=content, mime_type="audio/ogg; codecs=opus")
    media_id = house.graph.media.put(held)
    return graph.media(JEAN, "audio", id=media_id, mime_type=held.mime_type, voice=True, **file)


async def speak(house: House, speech: FakeSpeech, *texts: str, **told: object) -> str:
    """Send voice messages that the service understands, in one webhook; return what came back last."""
    for text in texts:
        speech.says(sound(text), text, **told)
    return await post(house, *(note(house, sound(text)) for text in texts))


async def post(house: House, *items: Item) -> str:
    """Let Meta deliver these items in one webhook; return what came back last, nothing when nothing did."""
    before = len(house.graph.sent)
    assert (await house.from_meta(graph.webhook(items))).status_code == 200
    await house.settled()
    return "\n---\n".join(sent.body for sent in house.graph.sent[before:])
