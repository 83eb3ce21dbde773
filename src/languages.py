"""The languages of the bot (contract §5), and how people name them."""

from __future__ import annotations

import re

LANGUAGES = ("fr", "en", "es", "pt", "de", "it", "ro", "pl", "ar")

NATIVE_NAMES = "français, English, español, português, Deutsch, italiano, română, polski, العربية"

_NAMES = {
    "fr": "français francais french francés frances francês französisch franzosisch francese franceză franceza francuski francusku الفرنسية فرنسي فرنسية",
    "en": "anglais english inglés ingles inglês englisch inglese engleză engleza angielski angielsku الإنجليزية الانجليزية انجليزي",
    "es": "espagnol spanish español espanol espanhol spanisch spagnolo spaniolă spaniola hiszpański hiszpansku hiszpańsku الإسبانية الاسبانية",
    "pt": "portugais portuguese portugués portugues português portugiesisch portoghese portugheză portugheza portugalski portugalsku البرتغالية",
    "de": "allemand german alemán aleman alemão alemao deutsch tedesco germană germana niemiecki niemiecku الألمانية الالمانية",
    "it": "italien italian italiano italienisch italiană italiana włoski wloski włosku الإيطالية الايطالية",
    "ro": "roumain romanian rumano romeno rumänisch rumanisch rumeno română romana romaneste românește rumuński rumuńsku الرومانية",
    "pl": "polonais polish polaco polonês polones polnisch polacco poloneză poloneza polski polsku البولندية",
    "ar": "arabe arabic árabe arabisch arabo arabă araba arabski arabsku العربية عربي عربية",
}  # fmt: skip

_BY_NAME = {name: language for language, names in _NAMES.items() for name in names.split()}


def named_language(text: str) -> str | None:
    """Return the language that a text names, in any of the nine; None when it names none or more than one."""
    found = {_BY_NAME[word] for word in re.findall(r"\w+", text.casefold()) if word in _BY_NAME}
    return found.pop() if len(found) == 1 else None
