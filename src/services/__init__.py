"""What relais talks to: one file per outside thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.classifier import IntentClassifier
from services.interfaces import Channel
from services.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the pipeline works with; built once, in `app`."""

    store: Store
    channels: Mapping[str, Channel]
    classifier: IntentClassifier
    default_language: str
