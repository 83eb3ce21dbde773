"""Goodbye: the person ends the conversation, and the next message begins a new one."""

from __future__ import annotations

from pipeline.answer import Answer, say
from pipeline.names import plain

_SAID = (
    "au revoir", "fin de la conversation", "terminer la conversation", "fermer la conversation",
    "goodbye", "good bye", "bye", "bye bye", "end the conversation", "end conversation", "close the conversation",
    "adiós", "hasta luego", "terminar la conversación", "cerrar la conversación",
    "tchau", "adeus", "terminar a conversa", "encerrar a conversa",
    "auf wiedersehen", "tschüss", "gespräch beenden", "unterhaltung beenden",
    "arrivederci", "addio", "terminare la conversazione", "chiudere la conversazione",
    "la revedere", "închide conversația", "termină conversația",
    "do widzenia", "na razie", "zakończ rozmowę", "koniec rozmowy",
    "مع السلامة", "وداعا", "إنهاء المحادثة",
)  # fmt: skip
"""Whole texts that mean nothing else; who says more than goodbye is answered."""

_FAREWELLS = frozenset(map(plain, _SAID))


def farewell(text: str) -> Answer | None:
    """Return the answer to a goodbye, which ends the session as `user_request`; None when the text is none."""
    if plain(text) not in _FAREWELLS:
        return None
    return Answer(sentences=(say("Goodbye! Write to me whenever you like."),), effects=({"effect": "end_session"},))
