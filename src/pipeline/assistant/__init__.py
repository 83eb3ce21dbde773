"""What a language model is asked, when one is configured, and what of its words may reach a person.

It reads what people wrote as data, looks things up as everybody does, and does nothing: it has no effect but words.
"""

from __future__ import annotations

from pipeline.assistant.answering import answer_question
from pipeline.assistant.asking import Asking
from pipeline.assistant.summing_up import sum_up
from pipeline.assistant.understanding import understand

__all__ = ["Asking", "answer_question", "sum_up", "understand"]
