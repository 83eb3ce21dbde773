"""Another language, by its name."""

from __future__ import annotations

from languages import NATIVE_NAMES, named_language
from pipeline import screens
from pipeline.answer import Answer, say
from pipeline.context import MessageContext
from services import Services


async def change_language(ctx: MessageContext, _services: Services) -> Answer:
    """Go on in the language that the text names; when it names none, say which there are."""
    language = named_language(ctx.text)
    if language is None:
        return Answer(sentences=(say("Which language would you like? I speak {languages}.", languages=NATIVE_NAMES),))
    menu = screens.menu(say("All right, let us go on in English."))
    return Answer(
        sentences=menu.sentences,
        choices=menu.choices,
        list_button=menu.list_button,
        tool_outputs=menu.tool_outputs,
        effects=({"effect": "set_language", "language": language},),
        language=language,
    )
