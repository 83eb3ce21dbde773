"""The form that every button and every intent has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pipeline.answer import Answer
from pipeline.context import MessageContext
from services import Services

Handler = Callable[[MessageContext, Services], Awaitable[Answer | None]]
"""Answers one message; None: this tap points to nothing any more."""
