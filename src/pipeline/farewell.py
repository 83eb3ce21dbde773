"""Goodbye: the person ends the conversation, and the next message begins a new one."""

from __future__ import annotations

from pipeline.answer import Answer, say
from pipeline.understanding.names import plain

_SAID = (
    "au revoir", "à bientôt", "à demain", "à plus", "à plus tard", "bonne journée", "bonne soirée", "adieu",
    "fin de la conversation", "terminer la conversation", "fermer la conversation",
    "goodbye", "good bye", "bye", "bye bye", "see you", "see you later", "see you tomorrow", "have a nice day",
    "end the conversation", "end conversation", "close the conversation",
    "adiós", "hasta luego", "hasta mañana", "hasta pronto", "nos vemos", "chao", "chau", "que tengas buen día",
    "terminar la conversación", "cerrar la conversación",
    "tchau", "xau", "adeus", "até logo", "até amanhã", "até já", "até à próxima", "até breve",
    "terminar a conversa", "encerrar a conversa",
    "auf wiedersehen", "auf wiederhören", "tschüss", "tschau", "bis bald", "bis morgen", "bis später", "bis dann",
    "schönen tag noch", "schönen feierabend", "schönes wochenende", "gespräch beenden", "unterhaltung beenden",
    "arrivederci", "addio", "ciao ciao", "a presto", "a domani", "buona giornata", "buona serata",
    "terminare la conversazione", "chiudere la conversazione",
    "la revedere", "pa", "pa pa", "pe curând", "pe mâine", "numai bine", "o zi bună", "o seară bună",
    "închide conversația", "termină conversația",
    "do widzenia", "na razie", "nara", "do jutra", "do zobaczenia", "miłego dnia", "żegnam",
    "zakończ rozmowę", "koniec rozmowy",
    "مع السلامة", "وداعا", "إلى اللقاء", "الى الغد", "نراك غدا", "في أمان الله", "تصبح على خير", "باي", "بسلامة",
    "bslama", "beslama", "ma3a salama", "إنهاء المحادثة",
)  # fmt: skip
"""Whole texts that mean nothing else; who says more than goodbye is answered."""

_FAREWELLS = frozenset(map(plain, _SAID))


def farewell(text: str) -> Answer | None:
    """Return the answer to a goodbye, which ends the session as `user_request`; None when the text is none."""
    if plain(text) not in _FAREWELLS:
        return None
    return Answer(sentences=(say("Goodbye! Write to me whenever you like."),), effects=({"effect": "end_session"},))
