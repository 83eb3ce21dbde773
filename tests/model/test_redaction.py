"""What is taken out of a model's words, and what stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.assistant.redaction import redacted

KNOWN = ("Jean", "+33600000001", "Appeler Pierre au 06 12 34 56 78 ou pierre@toits.fr, réf. LOT2026BATIMENTCPHASE2A")
SECRETS = ("EAAG-s3cret", "abc")

GONE = {
    "an id": ("le 90000000-0000-4000-8000-000000000001 ici", "le … ici"),
    "an id without its lines": ("le 90000000000040008000000000000001 ici", "le … ici"),
    "an id in capitals": ("le 9000000A-0000-4000-8000-00000000000B ici", "le … ici"),
    "a provider's id": ("voir wamid.HBgLMzM2MDAwMDAwMDEVAgASGBQ= ici", "voir … ici"),
    "another provider's id": ("voir SM0123456789abcdef0123456789abcdef ici", "voir … ici"),
    "a secret": ("le jeton EAAG-s3cret est secret", "le jeton … est secret"),
    "a key": ("sk-proj-a1B2c3D4e5F6g7H8i9J0k1L2 ici", "sk-proj-… ici"),
    "a link": ("voyez https://evil.example/a?b=c maintenant", "voyez … maintenant"),
    "a link with another scheme": ("voyez whatsapp://send?x=1 maintenant", "voyez … maintenant"),
    "a link without a scheme": ("voyez evil.com/pay maintenant", "voyez … maintenant"),
    "a host": ("allez sur evil.com demain", "allez sur … demain"),
    "a host in other letters": ("allez sur évil.com demain", "allez sur … demain"),
    "a markdown link": ("voyez [le plan](https://evil.example) ici", "voyez le plan ici"),
    "a picture": ("![plan](https://evil.example/p.png) ici", "plan ici"),
    "an e-mail address": ("écrivez à chef@evil.fr vite", "écrivez à … vite"),
    "a number": ("appelez le +33 7 99 88 77 66 vite", "appelez le … vite"),
    "a number with dots": ("appelez le 07.99.88.77.66 vite", "appelez le … vite"),
    "a number with slashes": ("appelez le 07/99/88/77/66 vite", "appelez le … vite"),
    "a number in one": ("appelez le 0799887766 vite", "appelez le … vite"),
    "a heading and code": ("# Titre\n```la dalle```", "Titre\nla dalle"),
    "bold as markdown has it": ("la **dalle** est", "la *dalle* est"),
    "a tag": ("la <b>dalle</b> est", "la dalle est"),
    "what turns a line over": ("la \u202edalle\u202c est", "la dalle est"),
    "what nobody sees": ("la\u0000 dal\u200ble est\ufeff", "la dalle est"),
    "half a character": ("la dalle \ud83d est", "la dalle est"),
}

KEPT = {
    "a sentence": "Il vous reste 2 tâches à Champigny : la dalle (60 %) et le mur.",
    "Arabic": "بقي لك مهمتان في Champigny.",
    "an emoji of several": "Bravo 👷🏽\u200d♂️ !",
    "a date": "Livraison prévue le 25/11/2026.",
    "another date": "Du 2026-11-21 au 2026-11-30.",
    "measures": "Béton C25/30, 18 cm, 3 x 2,50 m, 12 000 kg.",
    "a file": "Le plan s'appelle Plan de ferraillage.pdf et coffrage.jpg.",
    "a number that stands in a task": "Appelez Pierre au 06 12 34 56 78.",
    "the same number in one": "Appelez Pierre au 0612345678.",
    "an address that stands in a task": "Écrivez à pierre@toits.fr.",
    "a reference that stands in a task": "C'est la réf. LOT2026BATIMENTCPHASE2A.",
    "their own number": "Votre numéro est le +33 6 00 00 00 01.",
    "several lines": "La dalle :\n- 60 %\n\nLe mur :\n- 0 %",
    "a word that is also a short secret": "abc",
    "three dots": "La dalle… et le mur.Puis le toit.",
}

ENDLESS = {
    "brackets": "[" * 4800,
    "tags": "<a" * 2400,
    "dots": "a." * 2400,
    "digits": "1 " * 2400,
    "dashes": "a-" * 2400,
    "words": "a1" * 2400,
    "at": "a@a." * 1200,
    "schemes": "a:" * 2400,
    "spaces": " \n" * 2400,
    "stars": "**a" * 1600,
}


def _redacted(text: str) -> str:
    return redacted(text, known=KNOWN, secrets=SECRETS)


@pytest.mark.parametrize(("text", "left"), GONE.values(), ids=GONE)
def test_is_taken_out(text: str, left: str) -> None:
    assert _redacted(text) == left


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_is_left_as_it_is(text: str) -> None:
    assert _redacted(text) == text


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    _redacted(text)
    assert time.process_time() - began < 1


@given(st.text(st.characters(codec=None), max_size=200))
def test_whatever_it_is_can_be_stored(text: str) -> None:
    once = _redacted(text)
    assert once.encode().decode() == once
    assert "\u0000" not in once
