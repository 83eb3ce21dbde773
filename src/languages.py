"""The languages of the bot (contract §5), and how people name them."""

from __future__ import annotations

import re
import unicodedata

LANGUAGES = ("fr", "en", "es", "pt", "de", "it", "ro", "pl", "ar")

NATIVE_NAMES = "français, English, español, português, Deutsch, italiano, română, polski, العربية"

_NAMES = {
    "fr": """
        francais francaise french frances francesa franzosisch francese franceza frantuzeste francuski francusku
        فرنسي فرنسية فرنساوي
    """,
    "en": """
        anglais anglaise english ingles inglesa englisch inglese engleza englezeste angielski angielsku
        انجليزي انجليزية انكليزي انكليزية انقليزية
    """,
    "es": """
        espagnol espagnole spanish espanol espanola espanhol espanhola castellano spanisch spagnolo spagnola
        spaniola spanioleste hiszpanski hiszpansku اسباني اسبانية سبنيولية
    """,
    "pt": """
        portugais portugaise portuguese portugues portuguesa brasileiro portugiesisch portoghese portugheza
        portughezeste portugalski portugalsku برتغالي برتغالية
    """,
    "de": """
        allemand allemande german aleman alemana alemao alema deutsch tedesco tedesca germana nemteste niemiecki
        niemiecku الماني المانية
    """,
    "it": """
        italien italienne italian italiano italiana italienisch italieneste wloski wlosku ايطالي ايطالية طلياني
    """,
    "ro": """
        roumain roumaine romanian rumano rumana romeno romena rumanisch rumeno rumena romana romaneste moldoveneste
        rumunski rumunsku روماني رومانية
    """,
    "pl": """
        polonais polonaise polish polaco polaca polones polonesa polnisch polacco polacca poloneza polski polsku
        بولندي بولندية بولوني بولونية
    """,
    "ar": """
        arabe arabic arabisch arabo araba arabeste arabski arabsku darija عربي عربية دارجة
    """,
}
"""Without accents, and without what Arabic writes together with a name."""

_BY_NAME = {name: language for language, names in _NAMES.items() for name in names.split()}

_STROKES = str.maketrans({"ł": "l"})
_GLUED = re.compile(r"^[وبل]?(?:ال|لل)")
"""In Arabic: and, in, to, the."""


def named_language(text: str) -> str | None:
    """Return the language that a text names, in any of the nine; None when it names none or more than one."""
    words = re.findall(r"\w+", _bare(text))
    found = {_BY_NAME[name] for word in words for name in (word, _GLUED.sub("", word)) if name in _BY_NAME}
    return found.pop() if len(found) == 1 else None


def _bare(text: str) -> str:
    """Fold case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
