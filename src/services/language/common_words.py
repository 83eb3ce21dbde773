from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

_COMMON_WORDS: Mapping[str, str] = {
    "fr": """
        t qu es dans me en bonjour bonsoir salut coucou bjr bsr slt allo merci mrc svp stp oui ouais non je tu il
        elle nous vous on est suis ai avez les des du un une sur pour avec pas que quoi qui mon ma mes le la
        chantier dalle tache taches fini termine probleme voir veux besoin aide parler chef c j d l a et ca va fait
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
        aufgabe aufgaben fertig problem kaputt sprechen chef heute und es gibt vielen dank sprache abbrechen zeig alle
    """,
    "it": """
        chi sei di le ciao buongiorno buonasera buon giorno salve grazie prego per favore si no io tu lui lei e sono
        ho hai c il lo la gli un una in nel del da con non che cosa dove come quando mio mia miei mie bisogno voglio
        aiuto cantiere cantieri compito compiti lavoro finito fatto problema parlare capo oggi domani mille lingua
        annulla alle dal dalla dello della delle acqua
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
        hamdoulillah iyeh lkhdma khdma rak kifak wayn wesh chwiya bezaf bzaf mezyan mzyan 3lach 3lash mafhemtch
        ntouma howa hiya 7na dyalna dyalkom diali daba deba ghadi ghadya bach bech feen fayn mnin 9bel ba3d ba3da
        lmochkil mochkila taswira tsawer ta9rir lbare7 lbarah ghedda lsbah ma3lich ma3andich m3ana 3andna 3andek 3tini
        werini warini choufni chouf 3iyet 3ayet khdam khedam khdamin lkhedma l7it lbni lma sahbi akhi khouya khti
        bghayt n9der ma9dertch ma9dartch afak llah ykhalik barak allahou tfadal shlon shou ween weyn aywa la2 mish
        mesh 3ayez 3awez bokra enhardah dilwa2ti inta enta ezayak fein emta kwayes tamam khalas khlas yalla ba9i baqi
        mazal mzal tkhereb tihet lakhor lawel wa7ed jouj tlata hnaya temma bghiti kayna makaynch dirna derna drt kmlt
        kmelt sellit salina khassni khasni khess chhal ch7al kifech nkemel bdit bdina makamltch mab9ach wlit rani rana
        rahi raho 3lih 3liha 7it 9al goul gouli goulia smiti sba7o masa ma3a m3ak m3aya sma7li jib jibli sift siftli
        3ard mouhandis mou3allem m3alem lm3alem lpatron
    """,
}
"""Words by which people give their language away, without accents; for Arabic: as it is typed in Latin letters."""

_FOREIGN_LETTERS = str.maketrans({"ł": "l", "ß": "ss", "œ": "oe"})


def is_common(word: str) -> bool:
    """Say whether a word, in lower case and without accents, is one that gives a language away."""
    return word in _speakers()


def languages_of(word: str) -> frozenset[str]:
    """Return the languages in which a word, in lower case, is a common one; none for most words."""
    return _speakers().get(_bare(word), frozenset())


def _bare(word: str) -> str:
    """Drop the accents, which many people do not type."""
    decomposed = unicodedata.normalize("NFKD", word.translate(_FOREIGN_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _speakers() -> Mapping[str, frozenset[str]]:
    """Map each common word to the languages that use it."""
    speakers: dict[str, frozenset[str]] = {}
    for language, words in _COMMON_WORDS.items():
        for word in words.split():
            speakers[word] = speakers.get(word, frozenset()) | {language}
    return speakers
