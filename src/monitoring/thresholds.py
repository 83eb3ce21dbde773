"""Reads a file of thresholds: YAML, `name: number` for any alert, `name: null` to switch it off."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from errors import ConfigurationError
from monitoring.alerts import DEFAULTS

Thresholds = Mapping[str, float | None]
"""The limit of each alert by its name; None for one that is off."""


def read_thresholds(path: Path | None) -> Thresholds:
    """Return the limits of a file, and the defaults of those that it does not name.

    Raises:
        ConfigurationError: the file cannot be read, or something in it is no threshold.
    """
    named = _read(path) if path else {}
    for name, limit in named.items():
        if name not in DEFAULTS:
            raise ConfigurationError(f"{path}: {name!r} is no threshold; there are {', '.join(DEFAULTS)}")
        if limit is not None and not _is_limit(limit):
            raise ConfigurationError(f"{path}: {name} must be a number from 0 on, or null, and not {limit!r}")
    return {**DEFAULTS, **named}


def _is_limit(found: object) -> bool:
    return isinstance(found, (int, float)) and not isinstance(found, bool) and 0 <= found < float("inf")


def _read(path: Path) -> dict[str, Any]:
    try:
        found: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if found is not None and not isinstance(found, dict):
        raise ConfigurationError(f"{path}: thresholds are lines of `name: number`")
    return cast("dict[str, Any]", found or {})
