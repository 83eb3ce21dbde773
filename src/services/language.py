from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from languages import LANGUAGES

_CLEAR = 0.8
"""From this confidence on, the text alone says its language."""

# Weights of the evidence, in nats. A common word outweighs what is expected; what is expected outweighs the
# statistics of a single word, which are little better than a guess ("Garage", "Champigny").
_WORD_WEIGHT = 4.0
_EXPECTED_WEIGHT = 2.0
_WORDS_FOR_STATISTICS = 3
_RAREST = 0.005
_LATIN_ARABIC = 0.05  # the statistics know Arabic in its own letters only

_NO_WORDS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\w*[^\W_]_+[^\W_]\w*")
"""Addresses, and what underscores join: ids."""

_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")

_GREETINGS = frozenset(
    ("hello", "hola", "hallo", "moin", "bonjour", "bonsoir", "buongiorno", "buonasera", "czesc", "witam", "salutare")
)
"""Words that nobody says in another language; "ciao" and "salut" travel."""

_COMMON: Mapping[str, str] = {
    "fr": """
        t qu es dans me en bonjour bonsoir salut coucou bjr bsr slt allo merci mrc svp stp oui ouais non je tu il
        elle nous vous on est suis ai avez les des du un une sur pour avec pas que quoi qui mon ma mes le la
        chantier tache taches fini termine probleme voir veux besoin aide parler chef c j d l a et ca va fait
        aujourd hui demain langue annuler sais site sites
    """,
    "en": """
        hello hi hey morning good evening thanks thank you thx please pls yes yeah yep no i my me we he she it is
        are am the a an of to on at in for with not what which where who how do does need want help show task tasks
        site sites done finished problem broken leak call speak talk today tomorrow and have there cancel language
        can
    """,
    "es": """
        tarde mas he ha lo le me ya siento la se hola buenas buenos dias tardes noches gracias por favor si no yo tu
        el ella es esta estoy soy los las un una en de para con que donde como cuando mi mis necesito quiero ayuda
        obra obras tarea tareas terminado hecho problema hablar jefe hoy manana y hay muchas vale planos idioma
        cancelar hablo tal puedo
    """,
    "pt": """
        me se ja quem mais tu ola oi bom boa dia tarde noite obrigado obrigada obg valeu sim nao eu voce ele ela e
        esta estou sou os as um uma em no na de do da para com que onde como quando meu minha meus minhas preciso
        quero ajuda obra obras tarefa tarefas feito acabei problema falar chefe hoje amanha tudo bem por favor muito
        plantas lingua cancelar falo
    """,
    "de": """
        hallo guten gutentag morgen tag abend moin servus danke bitte ja nein ich du er sie wir ihr ist bin sind der
        die das ein eine im in auf fur mit nicht was wo wer wie wann mein meine brauche will mochte hilfe baustelle
        aufgabe aufgaben fertig problem kaputt sprechen chef heute und es gibt vielen dank sprache abbrechen zeig
    """,
    "it": """
        chi sei di le ciao buongiorno buonasera buon giorno salve grazie prego per favore si no io tu lui lei e sono
        ho hai c il lo la gli un una in nel del da con non che cosa dove come quando mio mia miei mie bisogno voglio
        aiuto cantiere cantieri compito compiti lavoro finito fatto problema parlare capo oggi domani mille lingua
        annulla
    """,
    "ro": """
        ma mi la buna ziua dimineata seara salut salutare noroc neata multumesc mersi multumim va rog da nu eu tu el
        ea este e sunt am ai un o in pe de cu pentru ce unde cine cum cand meu mea mele nevoie vreau ajutor santier
        santierul sarcina sarcini gata terminat problema vorbesc sef seful azi maine si avem te limba anuleaza stiu
    """,
    "pl": """
        to co czesc dzien dobry wieczor witam witaj siema dziekuje dzieki prosze tak nie ja ty on ona jest
        jestem sa mam w na do z i o po ze gdzie kto jak kiedy moj moja moje potrzebuje chce pomocy pomoc budowa
        budowy zadanie zadania gotowe skonczone skonczylem problem rozmawiac szef szefie dzis jutro jezyk anuluj
        wiem dobra
    """,
    "ar": """
        ma li had dakchi fhemtch chra7 3andi nchouf sift salam salamo aleykoum alaykoum alaikum assalam marhaba
        ahlan choukran chokran shukran bghit bghina wach wash wakha labas khoya kayn makayn mochkil mouchkil dyal
        dyali lyoum ghdda 3afak sba7 lkhir chno chnou fin kifach smahli safi salit nhder m3a bzaf bslama inchallah
        hamdoulillah iyeh lkhdma khdma rak kifak wayn
    """,
}
"""Words by which people give their language away, without accents; for Arabic: as it is typed in Latin letters."""

_FOREIGN_LETTERS = str.maketrans({"ł": "l", "ß": "ss", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Guess:
    """A language with its confidence (0..1); `clear` says that the text alone is enough to believe it."""

    language: str
    confidence: float
    clear: bool


class _Identifier(Protocol):
    def set_languages(self, langs: Sequence[str]) -> None: ...

    def rank(self, instance: str) -> list[tuple[str, float]]: ...


def detect(text: str, *, expected: Sequence[str] = ()) -> Guess:
    """Tell the language of `text`; what is expected (best first) decides when the text says little.

    Ids, numbers, emoji and addresses carry no language: confidence 0, and the language is the expected one.
    A single word in Latin letters is never clear against the first expectation, because words travel ("stop", "site"),
    unless it greets in one language alone.
    """
    if _ARABIC.search(text):
        return Guess("ar", 1.0, clear=True)
    hoped = [language for language in expected if language in LANGUAGES]
    words = _words(text)
    if not words:
        return Guess(hoped[0] if hoped else LANGUAGES[0], 0.0, clear=False)
    evidence = _evidence(words)
    alone = _confidences(evidence)
    for rank, language in enumerate(hoped, start=1):
        evidence[language] += _EXPECTED_WEIGHT / (len(words) * rank)
    together = _confidences(evidence)
    best = max(LANGUAGES, key=together.__getitem__)
    against = len(words) == 1 and hoped[:1] not in ([], [best]) and words[0] not in _GREETINGS
    return Guess(best, together[best], clear=alone[best] >= _CLEAR and not against)


def is_common(word: str) -> bool:
    """Say whether a word, in lower case and without accents, is one that gives a language away."""
    return word in _speakers()


def load() -> None:
    """Read the statistics now (half a second, 100 MB, once) instead of at the first text."""
    _identifier()


def _words(text: str) -> list[str]:
    """Return what can carry a language; a word with a digit is an id, unless it is Arabic in Latin letters."""
    words = _WORD.findall(_NO_WORDS.sub(" ", text.casefold()))
    return [word for word in words if word.isalpha() or word in _speakers()]


def _evidence(words: Sequence[str]) -> dict[str, float]:
    """Add up, by language and in nats, what common words and statistics of letters say."""
    trust = min(1.0, len(words) / _WORDS_FOR_STATISTICS)
    statistics = dict(_identifier().rank(" ".join(words))) | {"ar": _LATIN_ARABIC}
    evidence = {language: trust * math.log(max(statistics[language], _RAREST)) for language in LANGUAGES}
    for word in words:
        for language in _speakers().get(_bare(word), ()):
            evidence[language] += _WORD_WEIGHT
    return evidence


def _confidences(evidence: Mapping[str, float]) -> dict[str, float]:
    top = max(evidence.values())
    powers = {language: math.exp(nats - top) for language, nats in evidence.items()}
    total = sum(powers.values())
    return {language: power / total for language, power in powers.items()}


def _bare(word: str) -> str:
    """Drop the accents, which many people do not type."""
    decomposed = unicodedata.normalize("NFKD", word.translate(_FOREIGN_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _speakers() -> dict[str, set[str]]:
    """Map each common word to the languages that use it."""
    speakers: dict[str, set[str]] = {}
    for language, words in _COMMON.items():
        for word in words.split():
            speakers.setdefault(word, set()).add(language)
    return speakers


@cache
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = cast(_Identifier, LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
    identifier.set_languages(LANGUAGES)
    return identifier
