"""Which of the bot's languages a text is in. Offline, deterministic."""

from __future__ import annotations

from services.language.common_words import is_common
from services.language.detection import Guess, detect, load

__all__ = ["Guess", "detect", "is_common", "load"]
