"""Opens the language model that the settings name. Its library is an extra: it is imported here and nowhere before."""

from __future__ import annotations

from errors import ConfigurationError
from services.interfaces import LanguageModel


def open_language_model(setting: str, key: str | None, url: str | None) -> LanguageModel:
    """Return the model that `LLM_MODEL` names, as `provider:model`; nothing is asked of it yet.

    `url` is the address of a server that speaks the provider's language, which may need no key.

    Raises:
        ConfigurationError: it names no provider that we know, the extra is not installed, or the key is missing.
    """
    try:
        from services.llm.providers import PROVIDERS
    except ImportError as error:
        raise ConfigurationError(f"LLM_MODEL needs the extra `llm`: pip install 'relais[llm]' ({error.name})") from None
    provider, _, name = setting.partition(":")
    if provider not in PROVIDERS or not name:
        raise ConfigurationError(f"LLM_MODEL takes provider:model, with one of the providers {', '.join(PROVIDERS)}")
    if not key and not url:
        raise ConfigurationError("LLM_MODEL is set, missing: LLM_API_KEY")
    return PROVIDERS[provider](name, key or "none", url)
