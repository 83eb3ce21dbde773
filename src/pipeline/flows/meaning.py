"""What a text means while a report is open: it ends it, leaves it, asks something in between, or belongs to it."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

from pipeline.context import MessageContext
from pipeline.farewell import farewell
from pipeline.flows.state import Flow, is_flow_name
from pipeline.flows.wording import only_asks
from pipeline.reading import words
from pipeline.understanding.menu_words import asks_for_menu
from pipeline.understanding.names import plain


class Meaning(enum.Enum):
    """What becomes of the report."""

    ENTRY = "entered"
    FINISH = "finished"
    DONE = "its task is done"
    AGAIN = "asked for again"
    CANCEL = "cancelled"
    BETWEEN = "answered in between"
    LEAVE = "left"
    MENU = "left for the menu"


_INTENTS: Mapping[str, tuple[Meaning, float]] = {
    "cancel": (Meaning.CANCEL, 0.6),
    "greeting": (Meaning.LEAVE, 0.6),
    "list_projects": (Meaning.LEAVE, 0.75),
    "list_tasks": (Meaning.LEAVE, 0.75),
    "escalate": (Meaning.LEAVE, 0.75),
    "task_details": (Meaning.BETWEEN, 0.75),
    "view_documents": (Meaning.BETWEEN, 0.75),
    "change_language": (Meaning.BETWEEN, 0.75),
    "thanks": (Meaning.BETWEEN, 0.6),
}
"""What a clear request means, and from which confidence on it is clear: in a report, a sentence is rather a comment."""

_REPORTS = 0.6
"""From this confidence on, a text that reports nothing asks to report something."""

_ASKS_BONUS = 0.25
"""A question mark makes a request that much more likely: comments seldom end with one."""

_FINISHED = frozenset(map(plain, (
    "terminé", "terminée", "fini", "finie", "fin", "envoyer", "envoyez", "valider", "c tout", "c bon",
    "ok c'est bon", "c'est fait", "c'est bon", "c'est fini", "c'est terminé",
    "c'est tout", "voilà c'est tout", "voilà", "non c'est tout", "rien", "rien d'autre", "non rien d'autre",
    "rien de plus", "j'ai fini", "j'ai terminé", "j'ai tout dit",
    "done", "finish", "finished", "all done", "that's it", "that's all", "that is all", "no that's all", "no that's it",
    "nothing else", "no nothing else", "nothing more", "i'm done", "im done", "we're done",
    "terminado", "acabado", "listo", "ya está", "eso es todo", "no eso es todo", "nada más", "no nada más", "nada",
    "es todo", "he terminado", "he acabado", "ya terminé", "ya acabé",
    "pronto", "feito", "terminado", "já está", "é tudo", "isso é tudo", "não é tudo", "é só isso", "só isso",
    "mais nada", "nada mais", "não mais nada", "acabei", "terminei", "já acabei", "já terminei", "está pronto",
    "está feito",
    "fertig", "alles fertig", "erledigt", "das war's", "das wars", "das war alles", "das ist alles", "nein das war's",
    "nein das wars", "nein das ist alles", "sonst nichts", "nein sonst nichts", "nichts mehr", "nichts", "bin fertig",
    "ich bin fertig", "wir sind fertig",
    "fatto", "fine", "finito", "terminato", "è tutto", "no è tutto", "tutto qui", "basta così", "nient'altro",
    "no nient'altro", "niente", "niente altro", "ho finito", "abbiamo finito", "ho terminato",
    "gata", "e gata", "terminat", "atât", "asta e tot", "nu asta e tot", "ăsta e tot", "altceva nimic",
    "nimic altceva", "nu nimic altceva", "nimic", "am terminat", "am gătat", "am gata",
    "gotowe", "koniec", "skończone", "zakończone", "zrobione", "to wszystko", "to już wszystko", "nie to wszystko",
    "to tyle", "nic więcej", "nie nic więcej", "nic", "skończyłem", "skończyłam", "skończyliśmy",
    "تم", "انتهيت", "انتهى", "انتهينا", "خلاص", "خلصت", "خلصنا", "كملت", "كملنا", "صافي", "هذا كل شيء", "هذا كل شي",
    "لا هذا كل شيء", "لا شيء آخر", "لا شيء", "ولا شي", "فقط", "safi", "salit", "salina", "khlas", "khalas", "kmelt",
    "kmalt", "hada makan", "walo",
)))  # fmt: skip
"""Whole texts that end a report."""

_IS_DONE = frozenset(map(plain, (
    "terminée", "elle est terminée", "oui elle est terminée", "oui terminée", "oui c'est terminé", "oui c'est fini",
    "oui c'est fait", "elle est finie", "oui elle est finie", "oui finie", "it is", "yes it is", "yes it's finished",
    "it's finished", "it's done", "yes finished", "yes done", "yes it's done", "sí está terminada", "está terminada",
    "sí terminada", "terminada", "está acabada", "sí está acabada", "sí está lista", "está lista",
    "sim está terminada", "sim terminada", "sim está pronta", "está concluída", "sim está concluída", "sim concluída",
    "concluída", "sim está acabada", "sim está feita", "ja ist fertig", "ja fertig", "ja sie ist fertig",
    "sie ist fertig", "ist fertig", "ja erledigt", "ja ist erledigt", "ist erledigt", "sì è finita", "sì finito",
    "sì finita", "è finita", "finita", "sì completata", "sì è completata", "è completata", "completata",
    "da este gata", "da e gata", "este gata", "da e terminată", "da terminată", "e terminată", "finalizată",
    "tak gotowe", "tak skończone", "tak zrobione", "tak jest zrobione", "jest skończone", "jest zrobione",
    "jest gotowe", "tak jest gotowe", "نعم انتهت", "نعم تمت", "نعم خلصت", "نعم كملت", "نعم اكتملت", "انتهت", "اكتملت",
)))  # fmt: skip
"""Whole texts that say yes to the question whether the task is finished; "terminé" alone may end the report only."""

_SHORT = 5
"""A text of so many words that says that the task is over says nothing else."""

_TASK = re.compile(
    r"\b(?:tache|task|tarea|tarefa|aufgabe|attivita|compito|sarcin|zadani|[وبف]?(?:ال|لل)?مهم[هة])", re.IGNORECASE
)
_OVER = re.compile(
    r"\b(?:termin|fini|complet|acabad|acabou|conclu|list[ao]\b|pront[ao]\b|hecha\b|feita\b|fatta\b|done\b|finish"
    r"|fertig|erledigt|geschafft|abgeschlossen|finaliz|incheiat|gata\b|gotow|skoncz|zakoncz|ukoncz|wykonan|zrobion"
    r"|منتهي[هة]|انته|مكتمل|اكتمل|منجز|انجزت|خلص|كمل|تمت)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:pas|jamais|presque|bientot|demain|quand|not|never|isn|almost|nearly|half|soon|tomorrow|will|yet|when"
    r"|no|todavia|aun|casi|manana|faltan?|cuando|nao|ainda|quase|amanha|quando|nicht|nie|noch|kein|fast|bald|halb|morgen"
    r"|wird|wann|non|ancora|quasi|domani|manca|sara|nu|inca|aproape|maine|cand|jeszcze|prawie|jutro|bedzie|kiedy"
    r"|لم|لن|لا|ليس|ليست|مش|ما|غير|بعد|لسه|لسا|مازال|مازالت|تقريبا|قريبا|غدا|بكره|سوف|متى|نصف|نص)\b",
    re.IGNORECASE,
)


def meaning_of(ctx: MessageContext, flow: Flow) -> Meaning:
    """Say what the turn means for its open report; files and whatever is not clearly something else belong to it."""
    text = plain(ctx.text)
    if flow.question == "done" and (text in _IS_DONE or _task_is_over(text)):
        return Meaning.DONE
    if ends(_last_words(ctx)) or (flow.name == "update_progress" and _task_is_over(text)):
        return Meaning.FINISH
    if farewell(ctx.text):
        return Meaning.LEAVE
    return Meaning.MENU if asks_for_menu(ctx.text) else _asked(ctx, flow)


def ends(text: str) -> bool:
    """Say whether the whole text ends a report."""
    said = plain(text)
    return said in _FINISHED or (len(said.split()) <= _SHORT and _task_is_over(said))


def _last_words(ctx: MessageContext) -> str:
    return next((said for said in map(words, reversed(ctx.turn.messages)) if said), "")


def _asked(ctx: MessageContext, flow: Flow) -> Meaning:
    if is_flow_name(ctx.intent) and (ctx.confidence or 0) >= _REPORTS and only_asks(ctx.text):
        return Meaning.AGAIN if ctx.intent == flow.name else Meaning.LEAVE
    asks = ctx.text.rstrip().endswith(("?", "؟"))
    meaning, sure = _INTENTS.get(ctx.intent or "", (Meaning.ENTRY, 0.0))
    if meaning is not Meaning.ENTRY and (ctx.confidence or 0) >= sure - (_ASKS_BONUS if asks else 0):
        return meaning
    return Meaning.BETWEEN if asks and ctx.intent == "general" else Meaning.ENTRY


def _task_is_over(text: str) -> bool:
    """Tell "la tâche est terminée" from "le mur est fini", which is a comment, and from "la tâche n'est pas finie"."""
    return bool(_TASK.search(text) and _OVER.search(text) and not _NOT.search(text))
