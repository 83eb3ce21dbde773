"""Asks the model what a conversation was about, once it is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.assistant.asking import Asking
from pipeline.assistant.material import conversation
from pipeline.assistant.speech import language_name, presentable, repeats_instructions

_LONGEST_MESSAGE = 500
_LONGEST_SUMMARY = 300


async def sum_up(
    messages: Sequence[Mapping[str, Any]], language: str, asking: Asking, *, secrets: Iterable[str]
) -> str | None:
    """Return one or two sentences for operators; None when the model has none that can be used.

    `messages` are `{direction, body}`, oldest first.
    """
    data = {"messages": conversation(messages, _LONGEST_MESSAGE), "language": language_name(language)}
    said = await asking.ask(
        "sum up a conversation", "summary", data, lambda question: asking.model.summarise(question, asking.used)
    )
    text = presentable(said or "", _LONGEST_SUMMARY, known=(), secrets=secrets)
    return None if not text or repeats_instructions(text, "summary") else " ".join(text.split())
