"""What nobody can read: one short sentence, and what the bot can do."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.answer import Answer, Sentence, say
from pipeline.screens.menu import menu

CANNOT_LISTEN = say("I have kept your voice message, but I cannot listen. Please type.")
_CANNOT_READ = say("I have kept it, but I can only read text. Please write what it is about.")

_SAID: Mapping[str, Sentence] = {
    "voice": CANNOT_LISTEN,
    "audio": CANNOT_LISTEN,
    "location": say("Thank you for the place. What is it about?"),
    "contacts": _CANNOT_READ,
    "order": _CANNOT_READ,
    "flow": _CANNOT_READ,
}
"""By kind of message; of several that came together, the first here is told."""

_SAID_OF_OTHERS = say("I cannot read this kind of message. Please write it as text.")


def unread(kinds: frozenset[str]) -> Answer:
    """Say what became of messages of these kinds."""
    return menu(next((said for kind, said in _SAID.items() if kind in kinds), _SAID_OF_OTHERS))
