"""What never waits for the rest of a burst."""

from __future__ import annotations

from messages import InboundMessage
from pipeline.reading import typed_number

_STOP = frozenset(
    [
        "stop",
        "annuler",
        "annule",
        "cancel",
        "cancelar",
        "cancela",
        "abbrechen",
        "abbruch",
        "annulla",
        "anulează",
        "anuleaza",
        "anuluj",
        "إلغاء",
        "الغاء",
    ]
)


def is_prompt(message: InboundMessage) -> bool:
    """Say whether a message starts its turn at once: a tap, a typed number, a "cancel" in any language."""
    if message.kind == "button":
        return True
    text = str(message.content.get("text", ""))
    return typed_number(text) is not None or text.strip(" .!").casefold() in _STOP
