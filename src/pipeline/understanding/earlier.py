"""What a text means that only continues an earlier one: "et pour demain ?", "und die Pläne?", "la même chose"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.understanding.certainty import LIKELY, SURE
from pipeline.understanding.framing import is_frame
from pipeline.understanding.names import plain
from services.classifier import Classification

_ASKED: Mapping[str, str] = {
    "list_projects": "list_projects",
    "list_tasks": "list_tasks",
    "task_details": "task_details",
    "view_documents": "view_documents",
    "action:view_sites": "list_projects",
    "action:view_tasks": "list_tasks",
    "action:proj": "list_tasks",
    "action:projects": "list_tasks",
    "action:task": "task_details",
    "action:tasks": "task_details",
    "action:view_documents": "view_documents",
    "action:documents": "view_documents",
}
"""What can be asked for again, and by which intent; a report or a call for help is not repeated by chance."""

_AGAIN = frozenset(map(plain, (
    "encore", "encore une fois", "la même chose", "pareil", "idem", "l'autre", "les autres", "et l'autre", "la suite",
    "again", "once more", "the same", "same again", "same thing", "the other one", "the others", "and the other one",
    "otra vez", "lo mismo", "igual", "el otro", "la otra", "los otros", "de nuevo",
    "outra vez", "de novo", "o mesmo", "a mesma coisa", "igual", "o outro", "a outra", "os outros",
    "nochmal", "noch mal", "noch einmal", "das gleiche", "dasselbe", "der andere", "die andere", "die anderen",
    "ancora", "di nuovo", "un'altra volta", "lo stesso", "la stessa cosa", "l'altro", "l'altra", "gli altri",
    "din nou", "încă o dată", "la fel", "același lucru", "celălalt", "cealaltă", "celelalte",
    "jeszcze raz", "znowu", "to samo", "drugi", "druga", "drugie", "ten drugi", "pozostałe",
    "مرة أخرى", "مرة ثانية", "كمان مرة", "نفس الشيء", "نفس الشي", "الآخر", "الثاني", "3awd", "nefs chi",
)))  # fmt: skip
"""Whole texts that ask for the same again."""

_AND = re.compile(r"(?:et|and|what about|how about|y|e|und|was ist mit|si|i|a|a co z)\b|و(?=\w{3})")
_MOST_WORDS = 5


def continued(text: str, history: Sequence[Mapping[str, Any]], found: Classification) -> str | None:
    """Return the intent that a text continues, or None when it stands by itself or nothing of the kind was asked."""
    said, before = plain(text), _last_asked(history)
    return before if before and (said in _AGAIN or _goes_on(said, found)) else None


def _goes_on(said: str, found: Classification) -> bool:
    """Say whether a text begins with "and", and says no more than a place or a time, or nothing that is understood."""
    joined = _AND.match(said)
    rest = said[joined.end() :].split() if joined else []
    known = found.confidence >= (LIKELY if found.intent == "general" else SURE)
    return 0 < len(rest) <= _MOST_WORDS and (is_frame(rest) or not known)


def _last_asked(history: Sequence[Mapping[str, Any]]) -> str | None:
    said = [message["intent"] for message in history if message["direction"] == "inbound"]
    return _ASKED.get(said[-1] or "") if said else None
