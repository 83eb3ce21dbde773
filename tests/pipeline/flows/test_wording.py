from __future__ import annotations

import pytest

from pipeline.flows.meaning import ends
from pipeline.flows.wording import only_asks, percentage, says_only_how_far

HOW_FAR = {
    "fr": "on est à 80 pour cent environ",
    "en": "we are at about 80 percent",
    "es": "vamos por el 80 por ciento",
    "pt": "estamos a 80 por cento",
    "de": "wir sind jetzt bei ca. 80 Prozent",
    "it": "siamo all'80 per cento",
    "ro": "suntem la 80 la sută",
    "pl": "jesteśmy na 80 procent",
    "ar": "وصلنا إلى ٨٠ بالمئة",
    "ar written together": "80بالمائة",
    "ar in its own signs": "٨٠٪",
    "ar, sign first": "٪80",
    "ar, sign first, in Latin": "%80",
    "Darija": "wselna 80 f lmya",
    "a comma": "80,5 %",
    "an Arabic comma": "\u0668\u0660\u066b\u0665\u066a",
    "pct": "80 pct",
    "a bare number": "80",
}

NO_PERCENTAGE = {
    "what is left, fr": "il reste encore 20 % à faire",
    "what is missing, fr": "il manque 20 %",
    "what is left, en": "20% still to do",
    "what is left, es": "queda un 20 por ciento",
    "what is left, pt": "faltam 20% para acabar",
    "what is left, de": "es fehlen noch 20 Prozent",
    "what is left, it": "manca ancora il 20%",
    "what is left, ro": "mai avem 20 la sută",
    "what is left, pl": "zostało nam jeszcze 20 procent",
    "what is left, ar": "بقيت 20%",
    "a count": "2",
    "a slope": "-20%",
}

SAYS_MORE = {
    "fr": "80 % du carrelage",
    "es": "la pintura va al 45%",
    "de": "Fliesen zu 80 Prozent fertig",
    "pl": "ściana 80%",
    "ar": "80 بالمئة من الدهان",
}

ENDS = {
    "fr": "non, c'est tout",
    "en": "no, that's all",
    "es": "nada más",
    "pt": "mais nada",
    "de": "nein, das war's",
    "it": "no, nient'altro",
    "ro": "nimic altceva",
    "pl": "to już wszystko",
    "pl without accents": "skonczylem",
    "ar": "لا شيء آخر",
    "Darija": "salit",
    "the task, fr": "la tâche est terminée",
    "the task, es": "la tarea está terminada",
    "the task, pt": "a tarefa está concluída",
    "the task, de": "die Aufgabe ist erledigt",
    "the task, it": "l'attività è completata",
    "the task, ro": "sarcina e gata",
    "the task, pl": "zadanie jest zrobione",
    "the task, ar": "المهمة انتهت",
}

GOES_ON = {
    "the wall, fr": "le mur est fini",
    "the wall, es": "el muro está terminado",
    "not the task, fr": "la tâche n'est pas terminée",
    "nearly, fr": "la tâche est presque terminée",
    "nearly, es": "la tarea está casi terminada",
    "not yet, pt": "a tarefa ainda não está pronta",
    "soon, de": "die Aufgabe ist bald fertig",
    "tomorrow, it": "l'attività è finita domani",
    "nearly, ro": "sarcina e aproape gata",
    "nearly, pl": "zadanie prawie gotowe",
    "not yet, ar": "المهمة لم تكتمل بعد",
}

ASKS = {
    "fr": "je veux signaler un problème",
    "en": "I would like to report an issue",
    "es": "quiero comunicar una incidencia",
    "pt": "quero registar uma ocorrência",
    "de": "ich möchte einen Schaden melden",
    "it": "vorrei segnalare un problema",
    "ro": "vreau să raportez un incident",
    "pl": "chcę zgłosić usterkę",
    "ar": "أريد الإبلاغ عن مشكلة",
}

TELLS = {
    "fr": "je veux signaler une fuite au deuxième",
    "es": "quiero comunicar una fuga en la cocina",
    "de": "ich möchte einen Rohrbruch melden",
    "pl": "chcę zgłosić wyciek w piwnicy",
    "ar": "أريد الإبلاغ عن تسرب ماء",
}


@pytest.mark.parametrize("text", HOW_FAR.values(), ids=HOW_FAR)
def test_a_percentage_is_read_as_people_write_it(text: str) -> None:
    assert percentage(text) == 80
    assert says_only_how_far(text)


@pytest.mark.parametrize("text", NO_PERCENTAGE.values(), ids=NO_PERCENTAGE)
def test_what_is_left_or_counted_is_no_percentage(text: str) -> None:
    assert percentage(text) is None


@pytest.mark.parametrize("text", SAYS_MORE.values(), ids=SAYS_MORE)
def test_a_percentage_of_something_is_a_comment_too(text: str) -> None:
    assert percentage(text) is not None
    assert not says_only_how_far(text)


@pytest.mark.parametrize("text", ENDS.values(), ids=ENDS)
def test_a_report_ends_in_every_language(text: str) -> None:
    assert ends(text)


@pytest.mark.parametrize("text", GOES_ON.values(), ids=GOES_ON)
def test_what_is_not_finished_does_not_end_a_report(text: str) -> None:
    assert not ends(text)


@pytest.mark.parametrize("text", ASKS.values(), ids=ASKS)
def test_who_only_asks_to_report_says_nothing_yet(text: str) -> None:
    assert only_asks(text)


@pytest.mark.parametrize("text", TELLS.values(), ids=TELLS)
def test_who_says_what_it_is_has_begun(text: str) -> None:
    assert not only_asks(text)
