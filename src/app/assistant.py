"""The language model, if the settings name one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from services.interfaces import LanguageModel
from services.llm.opening import open_language_model
from settings import Settings


@asynccontextmanager
async def open_model(settings: Settings) -> AsyncGenerator[LanguageModel | None]:
    """Open the model; without one everything works offline.

    Raises:
        ConfigurationError: the settings name one that cannot be had.
    """
    if settings.llm_model is None:
        yield None
        return
    model = open_language_model(settings.llm_model, settings.secret("llm_api_key"), settings.llm_base_url)
    try:
        yield model
    finally:
        await model.close()
