"""Takes out of a model's words what nobody may be told: ids, secrets, addresses, numbers that are not the person's own.

The model is not trusted: whatever it was talked into, this is what reaches a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import partial

_GONE = "…"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_KEPT = "\n\u200c\u200d"  # joiners, which emoji and Arabic need
_SHORTEST_SECRET = 6

_MARKUP = (
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"`+"), ""),
    (re.compile(r"^\s*#+\s*", re.MULTILINE), ""),
    (re.compile(r"\*\*(.+?)\*\*"), r"*\1*"),
    (re.compile(r"</?\w[^>]*>"), ""),
)
"""Markdown and HTML, which WhatsApp would show as they stand; a link would hide where it leads."""

_TOP = (
    "com|net|org|info|biz|io|app|dev|ai|me|ly|gl|co|eu|xyz|top|site|online|shop|link|live|click|"
    "fr|es|pt|de|it|ro|pl|uk|us|ma|dz|tn|ru|cn|be|ch"
)

_ADDRESS = re.compile(
    rf"""
    [a-z][a-z0-9+.-]{{0,20}}://\S+ | (?:mailto|tel|sms|javascript|data):\S+ | www\.\S+
    | (?<![\w@.-]) (?:[\w-]+\.)+ (?: (?:{_TOP})\b (?:[/?#:]\S*)? | [^\W\d_]{{2,}}/\S+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ID = re.compile(
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|\bwamid\.\S+|\b(?:MM|SM|AC|HX|MG)[0-9a-f]{32}\b", re.IGNORECASE
)

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(r"(?:\+|00|\b)\d(?:[\s()./-]{0,3}\d){8,14}\b")
_TOKEN = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d_])\w{20,}\b")
_DATE = re.compile(r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?:\s+\d{1,2})?")

_NEVER = (_ADDRESS, _ID)
_IF_KNOWN = (_EMAIL, _PHONE, _TOKEN)
"""Said when they stand in what the person may see anyway, as the number of a foreman in the text of a task."""


def redacted(text: str, *, known: Iterable[str], secrets: Iterable[str]) -> str:
    """Return the text without what nobody may be told; `known` is what the person may see anyway."""
    text = _readable(text)
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, _GONE)
    for pattern in _NEVER:
        text = pattern.sub(_GONE, text)
    material = "\n".join(known)
    for pattern in _IF_KNOWN:
        text = pattern.sub(partial(_kept, set(map(_plain, pattern.findall(material)))), text)
    return re.sub(r"[^\S\n]+", " ", re.sub(r"\n{3,}", "\n\n", text)).strip()


def says_something(text: str) -> bool:
    """Say whether a word is left."""
    return any(char.isalnum() for char in text)


def _kept(allowed: set[str], found: re.Match[str]) -> str:
    return found[0] if _plain(found[0]) in allowed or _DATE.fullmatch(found[0]) else _GONE


def _plain(found: str) -> str:
    """Write a number as its digits, however it was spaced; everything else in small letters."""
    return found.casefold() if any(char.isalpha() for char in found) else re.sub(r"\D", "", found).lstrip("0")


def _readable(text: str) -> str:
    """Take out what cannot be seen, or turns a line over, and the markup."""
    encodable = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode())
    text = "".join(char for char in encodable if char in _KEPT or unicodedata.category(char) not in _UNSEEN)
    for pattern, kept in _MARKUP:
        text = pattern.sub(kept, text)
    return text
