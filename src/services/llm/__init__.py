"""The optional language model. Nothing here imports its library until one is configured: see `opening`."""

from __future__ import annotations

from services.llm.values import IntentChoice, ModelAnswer, ModelTool, Question, Tokens

__all__ = ["IntentChoice", "ModelAnswer", "ModelTool", "Question", "Tokens"]
