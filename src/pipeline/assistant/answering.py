"""Asks the model for an answer in words, and makes of it an `Answer` like any other."""

from __future__ import annotations

from collections.abc import Sequence

from events import Event, log
from pipeline.answer import Answer, Choice, Sentence
from pipeline.assistant.asking import Asking
from pipeline.assistant.material import earlier, message
from pipeline.assistant.speech import is_in, language_name, presentable, repeats_instructions
from pipeline.assistant.toolbox import Toolbox
from pipeline.context import MessageContext
from pipeline.screens import MENU, attachments
from services import Services
from services.llm import ModelAnswer

_LONGEST_ANSWER = 600
_LONGEST_READ = 4 * _LONGEST_ANSWER
_MOST_BUTTONS = 3
_MOST_FILES = 3

_PURPOSE = "answer a question"


async def answer_question(ctx: MessageContext, services: Services, asking: Asking) -> Answer | None:
    """Return an answer made of what the person's own sites hold; None when there is none that may be given."""
    box = Toolbox(store=services.store, person=ctx.person)
    data = {
        "message": message(ctx),
        "earlier": earlier(ctx),
        "language": language_name(ctx.language),
        "projects": await box.projects(),
        "site": ctx.opened.project_name or "",
        "buttons": {choice.id: _english(choice) for choice in MENU},
    }
    said = await asking.ask(
        _PURPOSE, "answer", data, lambda question: asking.model.answer(question, box.tools(), asking.used)
    )
    return _checked(said, ctx, services, box) if said and not said.off_topic else None


def _checked(said: ModelAnswer, ctx: MessageContext, services: Services, box: Toolbox) -> Answer | None:
    """Return what may be said of a model's answer, in the form of every answer, or None."""
    known = (ctx.person.name, ctx.person.phone, *box.aliases.names, *box.told)
    words = box.aliases.spell_out(said.text[:_LONGEST_READ])
    text = presentable(words, _LONGEST_ANSWER, known=known, secrets=services.secrets)
    refusal = _refusal(text, ctx, box.aliases.names)
    if refusal:
        log(Event.MODEL_FAILED, purpose=_PURPOSE, reason=refusal)
        return None
    files = [box.documents[alias] for alias in dict.fromkeys(said.documents) if alias in box.documents]
    offered = [choice for choice in MENU if choice.id in said.buttons]
    return Answer(
        sentences=(text,), choices=tuple(offered[:_MOST_BUTTONS]), attachments=attachments(files[:_MOST_FILES])
    )


def _refusal(text: str, ctx: MessageContext, names: Sequence[str]) -> str | None:
    """Say why a text must not be sent; None when it may."""
    if not text:
        return "it said nothing"
    if repeats_instructions(text, "answer"):
        return "it recited its instructions"
    return None if is_in(text, ctx.language, names) else "it answered in another language"


def _english(choice: Choice) -> str:
    return choice.title.msgid if isinstance(choice.title, Sentence) else choice.title
