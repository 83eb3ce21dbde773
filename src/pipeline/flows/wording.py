"""What the words of a report come to: a percentage, a name, a request that says nothing yet."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from pipeline.understanding.framing import is_frame
from pipeline.understanding.names import plain
from pipeline.understanding.plain_words import plain_answer
from services.language import is_common

WHOLE = 100
"""Percent."""

_NUMBER = r"(\d{1,3})(?:[.,\u066b]\d+)?"
_PERCENT = re.compile(
    rf"(?<![\d.,-]){_NUMBER}\s*"
    r"(?:%|٪|pct\b|percent\b|per\s?cent\b|pour[\s-]?cents?\b|proz(?:ent)?\b|por\s?cient?o?\b|por\s?cento\b"
    r"|per\s?cento\b|proc(?:ent\w*)?\b|la\s?sut[aăâ]\b|(?:ب|ف|في\s?)ال(?:مائ|مئ|مي)[ةه]"
    r"|[bf][ei]?l?\s?l?\s?m(?:ia|iya|ya|iyya)\b)"
    rf"|(?<!\d)(?<!\d\s)[%٪]{_NUMBER}",
    re.IGNORECASE,
)
"""As people write it: 80 %, 80 pour cent, ٨٠٪, %80, 80 la sută, 80 بالمئة, 80 f lmya."""

_REMAINS = re.compile(
    r"\b(?:reste(?!\s+[àa]\b)|restent|manque|remains?|still|noch|fehl(?:t|en)|rest|quedan?|falta[mn]?|restam?|manca(?:no)?"
    r"|restano?|mai\s(?:sunt|este|e|avem|am)|r[ăa]m[âaă][ns]\w*|zosta\w+|jeszcze|brakuje|باق\w*|بقي\w*|متبق\w*|b9a|baqi)\s+"
    rf"(?:\w+\s+){{0,3}}(?:{_PERCENT.pattern})"
    rf"|(?:{_PERCENT.pattern})\s+(?:left|to\s+(?:go|do)|still|remaining|restants?|restantes?|[àa]\s+faire|zu\s+(?:tun|machen)"
    r"|übrig|offen|por\s+(?:hacer|fazer)|da\s+fare|rimast\w+|de\s+f[ăa]cut|r[ăa]mas\w*|do\s+zrobienia|باق\w*|متبق\w*)\b",
    re.IGNORECASE,
)
"""What is not done yet."""

_ASKS = (
    "veux", "mettre", "mise", "jour", "avanc", "signal", "declar", "inciden", "rapport", "point", "progres", "photo",
    "envoy", "ajout", "faire", "voudr", "souhait", "souci", "peux", "etat", "nouve", "travau", "update", "report",
    "issue", "log", "add", "send", "status", "new", "like", "would", "some", "start", "give", "make", "actualiz",
    "avance", "inform", "notific", "comunic", "avisar", "anad", "agreg", "envi", "parte", "estado", "quisiera", "gust",
    "atualiz", "relat", "adicion", "regist", "ocorrencia", "gostaria", "foto", "aktualis", "fortschritt", "meld",
    "vorfall", "storung", "schaden", "unfall", "bericht", "stand", "eintrag", "hinzu", "schick", "mocht", "aggiorn",
    "avanz", "segnal", "denunci", "attivita", "invi", "mandar", "aggiung", "vorrei", "stato", "raport", "semnal",
    "anunt", "adaug", "trimit", "stadiu", "dores", "poza", "poze", "postep", "zglos", "zglasz", "incydent", "wypad",
    "awari", "usterk", "aktualizac", "zaktualiz", "doda", "wysl", "chcial", "zdjec", "تحديث", "حدث", "تقدم", "التقدم",
    "ابلاغ", "الابلاغ", "ابلغ", "بلاغ", "تبليغ", "تسجيل", "حادث", "مشكل", "تقرير", "اضاف", "ارسال", "اريد", "اود",
    "بدي", "عايز", "بغيت", "صوره", "صورة", "صور", "ndeclar", "nsift",
)  # fmt: skip
"""Beginnings of the words with which people ask to report something, without saying what."""

_HOW_FAR: Mapping[str, str] = {
    "fr": """
        environ peu pres presque deja sommes arrive arrives passe mets changer note enregistre autour maintenant rendu
    """,
    "en": "let about around almost nearly roughly through got getting reached put set re over",
    "es": """
        al voy vamos llevo llevamos estamos hemos llegado pon ponle ponlo ponme poner pongo sube cambia modifica marca
        anota apunta menos ahora ya tengo dar alta situacion
    """,
    "pt": "vou vai nos poe coloca bota uns umas cerca ou agora ja concluido pronto tenho ponto situacao",
    "de": """
        bei etwa ungefahr circa ca rund jetzt schon setz trag gemacht geschafft erreicht zu den einen habe geben andern
        schreiben
    """,
    "it": "siamo sono all allo alla metti mettimi arrivati abbiamo adesso ora quasi devo fare punto",
    "ro": "suntem pune acum cam vreo aproape ajuns lucrarii fac",
    "pl": """
        jestesmy mamy doszlismy ustaw wpisz zapisz okolo mniej wiecej jakies teraz juz prawie zrobione zaczete prac
    """,
    "ar": """
        نحن احنا حنا في وصلنا وصلت الى على عند عن عندي ضع سجل حط حوالي تقريبا الان حاليا نسبه نسبة النسبة الانجاز
        انجزنا المهمة العمل نعلم wselna wslna wsalna dir dirna hott ana hna andi
    """,
}
"""Words, without accents, with which people say how far they are; none of them says what was done."""

_SMALL = frozenset(" ".join(_HOW_FAR.values()).split())

_ROUND = re.compile(r"^\s*(\d?[05]|100)\s*$")
"""A bare number that people mean as a percentage; "2" or "17" may count anything."""


def percentage(text: str) -> int | None:
    """Return the percentage that the text names last, or that it is as a bare number ("80"), or None.

    It may be more than a hundred. What is left to do ("il reste 20 %") is none.
    """
    found = _PERCENT.findall(_REMAINS.sub(" ", text)) or _ROUND.findall(text)
    return int("".join(found[-1])) if found else None


def is_no_percentage(text: str) -> bool:
    """Say whether the text names a percentage that there is not, and nothing else."""
    return (percentage(text) or 0) > WHOLE and says_only_how_far(text)


def says_only_how_far(text: str) -> bool:
    """Say whether nothing is left of the text beside its percentage and small words ("on est à 80 %")."""
    return percentage(text) is not None and not says_something(_PERCENT.sub(" ", _ROUND.sub(" ", text)))


def says_something(text: str) -> bool:
    """Say whether words are left beside those that ask to report, and those that everybody says."""
    words = plain(text).split()
    return any(not (is_common(word) or word in _SMALL or word.startswith(_ASKS) or len(word) == 1) for word in words)


def only_asks(text: str) -> bool:
    """Say whether the text asks to report something, and says nothing of it."""
    return any(word.startswith(_ASKS) for word in plain(text).split()) and not says_something(text)


def only_names(text: str, names: Collection[str]) -> bool:
    """Say whether nothing is left of the text beside the words of names, and those with which people name things."""
    named = {word for name in names for word in plain(name).split()}
    said = plain(_PERCENT.sub(" ", text)).split()
    left = [word for word in said if word not in named]
    return len(left) < len(said) and all(
        is_frame([word]) or word.startswith(_ASKS) or plain_answer(word, language="") for word in left
    )
