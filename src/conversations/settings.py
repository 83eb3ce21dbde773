"""Settings of a script: what it names, and the defaults. The environment of whoever runs it has no say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from settings import Settings


def script_settings(given: Mapping[str, Any], **ours: Any) -> Settings:
    """Return the settings of a script; names in upper or lower case.

    Raises:
        ValueError: no such setting, or a wrong value.
    """
    defaults = {name: field.get_default(call_default_factory=True) for name, field in Settings.model_fields.items()}
    named = {name.lower(): value for name, value in given.items()}
    everything: dict[str, Any] = defaults | named | ours | {"_env_file": None}
    try:
        return Settings(**everything)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise ValueError(wrong) from None
