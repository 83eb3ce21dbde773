"""The words around a name that say no more than "this is where I am" or "show me this"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.understanding.names import closest, match_whole, plain, same_word

LONGEST_NAME = 6
"""A text of more words is no name: looking for one is a query for nothing."""

_SHORTEST = 3
_CLEARLY = 0.15

Match = Callable[[str, Sequence[str]], int | None]

_FRAMES: Mapping[str, str] = {
    "fr": """
        je suis chuis bosse travaille travaillons on est nous sommes maintenant aujourd hui auj demain matin
        soir après midi le la les l un une ce cette au aux à du de des d en dans sur pour chez vers mon ma moi
        chantier site projet ouvre ouvrir montre voir passe passer change choisis prends vais va aller svp stp
        il te vous plaît bonjour salut et
    """,
    "en": """
        i m am im we are re at on in the a to for my our is it this working work now today tonight tomorrow
        morning currently project job jobsite open show me see go going switch choose select please pls hi
        hello ok
    """,
    "es": """
        yo estoy estamos trabajo trabajando ahora hoy mañana el los las del al para mi obra sitio proyecto
        abre abrir muestra ver pasa cambia elige voy vamos hola buenas buenos días por favor y
    """,
    "pt": """
        eu estou to tou estamos trabalho trabalhar trabalhando agora hoje amanhã na no em o os as da do das
        dos ao para pra minha meu projeto estaleiro canteiro mostra muda escolhe vou olá oi bom boa dia tarde
    """,
    "de": """
        ich bin arbeite wir sind arbeiten jetzt heute morgen gerade im am an auf bei beim zu zum zur der die
        das den dem von vom für mein meine baustelle projekt öffne zeig zeige mir wechsle wechseln gehe hallo
        bitte guten und
    """,
    "it": """
        io sono sto lavoro lavoriamo siamo lavorando adesso ora oggi domani al alla allo ai nel nella nello su
        sul sulla di del della dello il lo i per mio cantiere progetto apri mostra vedi vedere passa scegli
        vado ciao buongiorno favore e
    """,
    "ro": """
        eu sunt lucrez lucrăm suntem mă aflu acum azi astăzi mâine pe din pentru șantier șantierul proiect
        proiectul meu deschide arată vezi treci schimbă alege merg bună ziua vă rog te și noi
    """,
    "pl": """
        ja jestem pracuję pracujemy jesteśmy teraz dziś dzisiaj jutro w we do z ze o dla budowa budowie budowę
        budowy mój moja otwórz pokaż zobacz przejdź zmień wybierz idę jadę cześć dzień dobry proszę my
    """,
    "ar": """
        أنا اني نحن احنا في على إلى من عند الآن اليوم هلق الحين حاليا دلوقتي غدا أعمل اشتغل نعمل شغال موقع
        الموقع ورشة الورشة مشروع المشروع افتح اعرض ارني أرني شوف مرحبا السلام عليكم فضلك ana f fi daba lyoum
        khdam
    """,
}
"""By language for whoever adds to them; used all together, because people mix languages."""

_FRAME = frozenset(plain(" ".join(_FRAMES.values())).split())

_ARTICLES: Mapping[str, frozenset[str]] = {
    "fr": frozenset(("le", "la", "l", "les", "du", "des", "au", "aux", "un", "une", "ce", "cette", "mon", "notre")),
    "en": frozenset(("the", "a", "an", "this", "our", "my")),
    "es": frozenset(("el", "la", "los", "las", "del", "al", "un", "una", "este", "esta", "nuestro")),
    "pt": frozenset(("o", "a", "os", "as", "do", "da", "no", "na", "ao", "um", "uma", "este", "esta", "nosso")),
    "de": frozenset(("der", "die", "das", "dem", "den", "des", "im", "am", "vom", "zum", "zur", "ein", "eine")),
    "it": frozenset(("il", "lo", "la", "i", "gli", "le", "del", "della", "al", "alla", "nel", "nella", "sul", "un")),
}  # fmt: skip
"""What makes the next word a thing rather than a name; Polish has none, Romanian and Arabic write them on the word."""


def bare(text: str) -> str:
    """Return what is left of a text, or of a name, without its frame: `je suis à Garage maintenant` → `garage`.

    A single letter behind a word of the name belongs to it, as in "bâtiment A"; what is nothing but frame stays whole.
    """
    kept: list[str] = []
    for word in plain(text).split():
        if word not in _FRAME or (len(word) == 1 and kept):
            kept.append(word)
    return " ".join(kept) or plain(text)


def is_frame(words: Sequence[str]) -> bool:
    """Say whether plain words name nothing."""
    return all(word in _FRAME for word in words)


def match_framed(text: str, names: Sequence[str], match: Match = match_whole) -> int | None:
    """Return the index of the name that is all that the text says, beside its frame."""
    whole = match(text, names)
    return match(bare(text), list(map(bare, names))) if whole is None else whole


def match_about(text: str, names: Sequence[str], *, share: float) -> int | None:
    """Return the index of the name of which the text says at least this share (0..1), and clearly more than of others.

    Told by the words that carry a name: of "Couler la dalle du sous-sol", "la dalle du sous-sol" says three of four.
    """
    said = plain(text).split()
    return closest([_share(said, bare(name).split()) for name in names], least=share, clearly=_CLEARLY)


def without_things(text: str, language: str) -> str:
    """Return the text without the words behind an article: "une fuite dans le garage" names no site called Garage."""
    articles = _ARTICLES.get(language, frozenset())
    words = plain(text).split()
    return " ".join(word for before, word in zip(["", *words], words, strict=False) if before not in articles)


def _share(said: Sequence[str], name: Sequence[str]) -> float:
    """Score a name by its words in the text; 0 when their numbers differ."""
    words = [word for word in name if len(word) >= _SHORTEST or word.isdigit()]
    numbers, named = set(filter(str.isdigit, said)), set(filter(str.isdigit, words))
    if not words or (numbers and named and not numbers & named):
        return 0.0
    return sum(any(same_word(one, word) for one in said) for word in words) / len(words)
