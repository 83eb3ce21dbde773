"""A plain yes or no, as a whole text, in any of the languages: it answers the question that was asked last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.understanding.names import plain

_YES: Mapping[str, str] = {
    "fr": """
        oui, ouais, ouep, oui merci, oui oui, oui c'est ça, oui c'est bon, oui c'est fini, oui terminé, mais oui,
        d'accord, c'est ça, exact, exactement, tout à fait, bien sûr, affirmatif, c'est bon, ça marche
    """,
    "en": """
        yes, yep, yup, yeah, ya, yes please, yes sir, yes it is, yes finished, yes done, sure, of course, correct,
        right, exactly, absolutely, ok, okay, okey
    """,
    "es": """
        sí, si, sí sí, sí claro, sí señor, sí gracias, sí por favor, sí ya, sí terminada, vale, claro, claro que sí,
        por supuesto, correcto, así es, eso es, exacto, de acuerdo, desde luego
    """,
    "pt": """
        sim, sim sim, sim claro, sim por favor, sim senhor, sim já está, sim está, sim terminada, já, já está, claro,
        claro que sim, isso, isso mesmo, exato, exatamente, pois, pois é, com certeza, correto, certo, está bem
    """,
    "de": """
        ja, jaja, jawohl, jo, jep, joa, ja bitte, ja genau, ja klar, ja fertig, ja ist fertig, ja erledigt, genau,
        klar, na klar, natürlich, sicher, stimmt, richtig, passt, in ordnung, einverstanden
    """,
    "it": """
        sì, sì sì, sì grazie, sì certo, sì finita, sì finito, certo, certamente, esatto, esattamente, giusto, va bene,
        d'accordo, ovvio, proprio così, come no
    """,
    "ro": """
        da, da da, da sigur, da vă rog, da e gata, da gata, sigur, sigur că da, bineînțeles, desigur, bine, exact,
        corect, așa e, așa este, de acord
    """,
    "pl": """
        tak, tak tak, tak jest, tak proszę, tak zrobione, tak gotowe, tak skończone, no tak, no pewnie, no jasne,
        no raczej, jasne, pewnie, oczywiście, dokładnie, zgadza się, owszem, dobra, dobrze, okej, zgoda, racja
    """,
    "ar": """
        نعم, نعم نعم, نعم انتهت, اه, آه, ايه, إي, اي نعم, ايوه, ايوا, أيوة, أجل, بلى, واه, وي, واخا, طبعا, أكيد,
        بالطبع, بالتأكيد, صحيح, صح, تمام, موافق, حسنا, اوكي, iyeh, iwa, aywa, ah, wah, wakha, naam, na3am, akid, tamam
    """,
}
_NO: Mapping[str, str] = {
    "fr": """
        non, nan, nan nan, non non, non merci, mais non, pas encore, non pas encore, pas tout à fait, pas vraiment,
        toujours pas, pas du tout, presque, bientôt, négatif
    """,
    "en": """
        no, nope, nah, no no, no thanks, no thank you, not yet, no not yet, not quite, not really, not at all, almost,
        nearly, negative
    """,
    "es": """
        no, no no, no gracias, qué va, todavía no, aún no, no todavía no, no aún no, para nada, casi, en absoluto
    """,
    "pt": """
        não, não não, não obrigado, não obrigada, ainda não, não ainda não, nem por isso, quase, de modo nenhum
    """,
    "de": """
        nein, nee, nö, ne, nein nein, nein danke, noch nicht, nein noch nicht, nicht ganz, doch nicht, fast,
        gar nicht, überhaupt nicht
    """,
    "it": """
        no, no no, no grazie, non ancora, no non ancora, non proprio, quasi, per niente, macché
    """,
    "ro": """
        nu, nu nu, nu mulțumesc, nu mersi, încă nu, nu încă, nu chiar, aproape, deloc, nicidecum
    """,
    "pl": """
        nie, nie nie, nie dziękuję, nie dzięki, jeszcze nie, nie jeszcze nie, nie do końca, niezupełnie, prawie,
        wcale nie, skądże
    """,
    "ar": """
        لا, لأ, لا لا, كلا, لا شكرا, ليس بعد, لا ليس بعد, ليس تماما, لم تنته بعد, مش بعد, لسه, لسا, مازال, ما زال,
        باقي, تقريبا, la, lla, lala, mazal, mazel, lissa, mab9ach
    """,
}

_MEANS_ELSE: Mapping[str, frozenset[str]] = {
    "no": frozenset({"pl"}),  # "well, yeah"
    "ah": frozenset({"fr", "en", "es", "pt", "de", "it", "ro", "pl"}),
    "la": frozenset({"fr", "es", "pt", "it", "ro", "pl"}),  # an article, or "there"
    "ne": frozenset({"fr", "it", "pl"}),
    "ya": frozenset({"ar"}),
}
"""Whoever speaks these languages means something else by a word, or nothing."""


def _entries() -> Iterator[tuple[str, str]]:
    for table, answer in ((_YES, "yes"), (_NO, "no")):
        yield from ((plain(words), answer) for line in table.values() for words in line.split(","))


_MEANINGS = dict(_entries())
_SIGNS = {"👍": "yes", "✅": "yes", "👌": "yes", "👎": "no", "❌": "no"}


def plain_answer(text: str, language: str) -> str | None:
    """Return `yes` or `no` when the whole text means that to somebody who speaks `language`, else None."""
    said = plain(text)
    if not said:
        return _SIGNS.get(text.strip()[:1])
    return None if language in _MEANS_ELSE.get(said, ()) else _MEANINGS.get(said)
