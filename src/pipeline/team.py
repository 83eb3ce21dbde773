"""What the bot says about the people behind it: that they were asked, that they are late, that it is back.

Only what is true: somebody is told when the company has an address (`Services.company_is_told`); without one the team
finds the conversation in the console.
"""

from __future__ import annotations

from pipeline.answer import Answer, Choice, Sentence, say
from pipeline.context import MessageContext
from pipeline.screens import MENU

_CALL = next(choice for choice in MENU if choice.id == "talk_team")


def handing_over(*, company_is_told: bool) -> Sentence:
    """Say that a human has the conversation from now on."""
    if company_is_told:
        return say("I am telling the team: they can answer you here. I stay silent meanwhile.")
    return say("The team can read this conversation and answer you here. I stay silent meanwhile.")


def still_waiting(*, company_is_told: bool) -> Sentence:
    """Say that nobody has answered for a day."""
    if company_is_told:
        return say("The team has not answered yet. I am reminding them.")
    return say("The team has not answered yet. Your messages are kept for them.")


def returning(ctx: MessageContext, answer: Answer) -> tuple[Sentence, ...]:
    """Return what is said before the first answer after a human had the conversation."""
    match _notice(ctx, answer):
        case "back":
            return (say("The bot is back. I know what was said here."),)
        case "back_unanswered":
            return (say("Nobody from the team has answered here yet, so the bot is back."),)
        case _:
            return ()


def call_again(ctx: MessageContext, answer: Answer, *, rows: int) -> tuple[Choice, ...]:
    """Return the button for whom nobody has answered, unless the answer has it, or no row is left of `rows`."""
    offered = {choice.id for choice in answer.choices}
    is_wanted = _notice(ctx, answer) == "back_unanswered" and _CALL.id not in offered and len(offered) < rows
    return (_CALL,) if is_wanted else ()


def _notice(ctx: MessageContext, answer: Answer) -> str | None:
    """Return what the person is to be told; nothing when the answer gives the conversation away again."""
    asks_again = any(effect["effect"] == "escalate" for effect in answer.effects)
    return ctx.session.handoff_notice if ctx.session and not asks_again else None
