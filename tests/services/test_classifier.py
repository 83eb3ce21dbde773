from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings, strategies

from pipeline.intents.examples import load_examples
from pipeline.understanding.certainty import SURE
from services.classifier import Classification, Examples, IntentClassifier
from services.classifier.features import words_of
from tests.rules.checkout import SRC

SENTENCES = {
    "fr": {
        "greeting": ["bonjour patron", "salut tout le monde", "bjr a tous", "hello chef ça va ?", "bonsoir madame"],
        "list_projects": [
            "peux-tu me montrer mes chantiers", "je bosse sur quel chantier demain ?", "liste de tous mes projets",
            "je voudrais changer de chantier stp", "quelle est l'adresse du chantier Garage ?",
        ],
        "list_tasks": [
            "qu'est-ce que j'ai à faire demain ?", "montre les tâches de Bureau", "il me reste quoi à faire ici",
            "kel tache aujourdhui", "c'est quoi mes tâches de la semaine ?",
        ],
        "task_details": [
            "tu peux m'expliquer la tâche 4 ?", "plus de détails sur la peinture stp", "description tâche carrelage",
            "la tâche plomberie c'est pour quand ?", "je comprends pas bien la tâche du plafond",
        ],
        "view_documents": [
            "il me faudrait le plan du garage", "envoyez moi le pdf svp", "où je peux voir les documents de Champigny",
            "t'aurais pas les plans électriques ?", "je veux la fiche technique de la peinture",
        ],
        "update_progress": [
            "la cuisine est terminée", "on a fini la toiture hier soir", "j'en suis à 70% sur le carrelage",
            "je veux ajouter un commentaire", "le placo est posé à Champigny", "jé terminé la tache 2",
        ],
        "report_incident": [
            "la machine est cassée", "grosse fuite dans la cuisine", "un gars s'est blessé", "il manque du placo ici",
            "la bétonnière est en panne depuis ce matin", "ya un probleme sur le chantier champigny",
        ],
        "escalate": [
            "je voudrais parler à une personne", "le chef peut m'appeler ?", "passe moi quelqu'un de l'équipe",
            "j'aimerais parler au conducteur de travaux", "rappelez-moi vite svp",
        ],
        "change_language": [
            "parle moi en espagnol", "je veux changer de langue", "tu peux écrire en polonais ?",
            "je ne comprends pas le français, portugais svp", "en roumain stp",
        ],
        "cancel": ["annule s'il te plaît", "non laisse tomber", "oublie ma demande", "retour menu principal"],
        "thanks": [
            "merci pour tout", "super merci beaucoup", "ok merci chef", "merci c'est très gentil", "mrc bcp",
        ],
        "general": [
            "il va faire beau demain ?", "combien coûte un sac de plâtre ?", "je serai là à 8h", "tu aimes le foot ?",
            "mon fils a 3 ans", "aucun souci", "le chef est parti manger", "je suis malade demain",
        ],
    },
    "en": {
        "greeting": ["hello my friend", "good morning team", "hi how are you today", "good evening folks"],
        "list_projects": [
            "can you show me my sites", "which project am I working on", "I want to switch to another project",
            "what is the address of the Garage site?", "list all of my projects please",
        ],
        "list_tasks": [
            "what do I have to do tomorrow?", "show me all tasks for Champigny", "wat are my taks",
            "any tasks for me this week?",
        ],
        "task_details": [
            "can you explain task 4", "more details about the tiling please", "what is the painting task about?",
            "when is the plumbing task due?", "i don't really understand the ceiling task",
        ],
        "view_documents": [
            "could you send me the floor plan", "I need the drawings for Bureau", "send me the pdf please",
            "where are the site documents", "show the electrical plans",
        ],
        "update_progress": [
            "the kitchen is finished", "we finished the roof yesterday", "I'd like to add a comment",
            "drywall done at Champigny", "task 2 finshed", "tiling is at 70%",
        ],
        "report_incident": [
            "our machine broke", "big leak in the kitchen", "someone got hurt on site", "we are missing drywall here",
            "the mixer broke this morning", "there is a probem at the garage",
        ],
        "escalate": [
            "I would like to talk to a person", "can the boss call me?", "put me through to someone from the team",
            "let me speak with the site manager", "please call me back quickly",
        ],
        "change_language": [
            "speak to me in spanish", "I want another language", "can you write in polish?",
            "i don't understand french, english please", "in romanian please",
        ],
        "cancel": ["please cancel", "no forget it", "forget my request", "return to main menu", "stop stop"],
        "thanks": ["thanks for everything mate", "great thank you so much", "that's very kind", "thx a lot"],
        "general": [
            "will it be sunny tomorrow?", "how much does a bag of plaster cost?", "I'll be there at 8",
            "my son is 3", "no worries at all", "the boss went to eat", "i'm sick tomorrow",
        ],
    },
}  # fmt: skip

INTENTS = tuple(SENTENCES["fr"])
DISAGREEING = {"fr": {"greeting": ["alo"]}, "ro": {"cancel": ["alo"]}}
ENOUGH = 60
"""Examples of an intent in a language; with fewer, an unseen sentence is too often a matter of luck."""
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "pl", "pt", "ro")


@pytest.fixture(scope="module")
def classifier() -> IntentClassifier:
    classifier = IntentClassifier(load_examples)
    classifier.train()
    return classifier


def _cases() -> list[tuple[str, str, str]]:
    return [
        (language, intent, text)
        for language, intents in SENTENCES.items()
        for intent, texts in intents.items()
        for text in texts
    ]


@pytest.mark.parametrize(("language", "intent", "text"), _cases())
def test_understands_sentences_it_was_not_shown(
    classifier: IntentClassifier, language: str, intent: str, text: str
) -> None:
    assert text not in load_examples()[language][intent]
    assert classifier.classify(text, language=language).intent == intent


@pytest.mark.parametrize(
    ("text", "not_this"),
    [
        pytest.param("machine cassée", "greeting", id="hi inside machine"),
        pytest.param("le chef est là ?", "greeting", id="question for the boss"),
        pytest.param("ajouter un commentaire", "escalate", id="om inside commentaire"),
        pytest.param("shipment arrived", "greeting", id="hi inside shipment"),
        pytest.param("le robot de peinture est livré", "escalate", id="robot"),
        pytest.param("merci mais il y a une fuite", "thanks", id="politeness before an incident"),
        pytest.param("bonjour je veux voir les plans", "greeting", id="politeness before a request"),
        pytest.param("aucun problème", "report_incident", id="no problem"),
        pytest.param("no problem", "report_incident", id="no problem in English"),
        pytest.param("la réunion est annulée", "cancel", id="somebody else cancelled"),
    ],
)
def test_a_word_inside_decides_nothing(classifier: IntentClassifier, text: str, not_this: str) -> None:
    assert classifier.classify(text).intent != not_this


@pytest.mark.parametrize("text", ["oui", "non", "ok", "yes", "1", "champigny", "👍", "...", ""])
def test_what_says_little_is_general(classifier: IntentClassifier, text: str) -> None:
    assert classifier.classify(text).intent == "general"


def test_what_nobody_ever_wrote_is_not_sure(classifier: IntentClassifier) -> None:
    assert classifier.classify("xqzt wvbk").confidence < 0.6


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("MES TACHES", "mes tâches", id="capitals without accents"),
        pytest.param("merciiiii", "merci", id="elongated"),
        pytest.param("bonjour 👋🏽", "bonjour", id="emoji"),
        pytest.param("شكراً", "شكرا", id="Arabic diacritics"),
        pytest.param("الغاء", "إلغاء", id="Arabic hamza"),
        pytest.param("tâche 12 terminée", "tâche 7 terminée", id="numbers"),
    ],
)
def test_spelling_changes_nothing(classifier: IntentClassifier, written: str, meant: str) -> None:
    assert classifier.classify(meant) == classifier.classify(written)


def test_an_example_is_certain(classifier: IntentClassifier) -> None:
    assert classifier.classify("mes chantiers").intent == "list_projects"
    assert classifier.classify("mes chantiers").confidence > 0.95


def test_language_decides_when_languages_disagree() -> None:
    classifier = IntentClassifier(lambda: DISAGREEING)
    assert classifier.classify("alo", language="fr").intent == "greeting"
    assert classifier.classify("alo", language="ro").intent == "cancel"


def test_reads_its_examples_once_and_not_before_it_is_trained() -> None:
    read: list[Examples] = []

    def read_examples() -> Examples:
        read.append(DISAGREEING)
        return DISAGREEING

    classifier = IntentClassifier(read_examples)
    assert [] == read
    classifier.train()
    classifier.train()
    assert "cancel" == classifier.classify("alo", language="ro").intent
    assert [DISAGREEING] == read


def test_a_process_that_reads_no_text_loads_no_numbers() -> None:
    asked = [sys.executable, "-c", "import sys, commands.serve; sys.exit('numpy' in sys.modules)"]
    assert 0 == subprocess.run(asked, env=os.environ | {"PYTHONPATH": str(SRC)}, check=False).returncode


def test_confidences_sum_to_one_and_fall(classifier: IntentClassifier) -> None:
    answer = classifier.classify("voir les plans de Champigny")
    confidences = [answer.confidence, *(confidence for _, confidence in answer.alternatives)]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1, abs=1e-4)
    assert len(confidences) == len(INTENTS)


def test_is_deterministic(classifier: IntentClassifier) -> None:
    again = IntentClassifier(load_examples)
    assert _answers(again) == _answers(classifier)


def _answers(classifier: IntentClassifier) -> list[Classification]:
    return [classifier.classify(text) for _, _, text in _cases()]


def test_a_text_takes_less_than_two_milliseconds(classifier: IntentClassifier) -> None:
    started = time.perf_counter()
    answers = _answers(classifier)
    assert (time.perf_counter() - started) / len(answers) < 0.002


SLOWEST = 0.020
STRANGE = {
    "nothing": "",
    "only spaces": " \n\t ",
    "ten thousand letters": "a" * 10_000,
    "ten thousand words": "chantier " * 10_000,
    "no spaces": "oùsontmesplans" * 700,
    "emoji": "👷🏽‍♂️🏗️🚧" * 500,
    "control characters": "\x00\x01\x1b[31m\u202e\ufeff plans \x7f",
    "lone surrogates": "plan \ud83d \udc77",
    "many scripts": "plans чертежи 図面 σχέδια מסמכים خطط योजनाएँ",
    "combining marks": "Z̵̡͝a̷̢͠l̶̰̽g̸̣̈o" * 200,
    "letters that become many": "\ufdfa" * 5_000,
    "numbers": "9" * 10_000,
    "an address": "https://example.com/" + "x" * 9_000,
}


def _slowness(classifier: IntentClassifier, text: str) -> float:
    """Return the seconds of CPU that a text costs, the better of two tries: the machine may be busy."""
    tries: list[float] = []
    for _ in range(2):
        started = time.thread_time()
        answer = classifier.classify(text)
        tries.append(time.thread_time() - started)
        assert answer.intent in INTENTS
    return min(tries)


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_whatever_is_written_is_read_at_once(classifier: IntentClassifier, text: str) -> None:
    assert _slowness(classifier, text) < SLOWEST


@settings(max_examples=200, deadline=None)
@given(text=strategies.text(max_size=400))
def test_any_text_is_read_at_once(classifier: IntentClassifier, text: str) -> None:
    assert _slowness(classifier, text) < SLOWEST


def test_what_is_far_from_every_example_is_not_taken_for_one(classifier: IntentClassifier) -> None:
    """Two sentences that share a word with an example, and nothing else."""
    for text in ("plan jkqw vbnm zxcv qwrt plkj hgfd mnbv", "xcvb merci tyui ghjk bnmz qazw sxed crfv"):
        assert classifier.classify(text).confidence < SURE, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_examples_of_every_intent(language: str) -> None:
    examples = load_examples()[language]
    assert set(INTENTS) == set(examples)
    assert {} == {intent: len(texts) for intent, texts in examples.items() if len(texts) < ENOUGH}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_has_two_intents(language: str) -> None:
    owners: dict[str, list[str]] = {}
    for intent, sentences in load_examples()[language].items():
        for sentence in sentences:
            owners.setdefault(" ".join(words_of(sentence)), []).append(intent)
    assert {} == {sentence: intents for sentence, intents in owners.items() if len(intents) > 1}
