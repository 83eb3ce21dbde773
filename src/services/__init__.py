"""What relais talks to: one file per outside thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.classifier import IntentClassifier
from services.interfaces import Channel, LanguageModel, Transcriber
from services.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the pipeline works with; built once, in `app`.

    `company_is_told` says whether the company has an address (ESCALATION_WEBHOOK_URL): only then may a sentence say so.
    `model` is None when everything works offline, `transcriber` when nobody listens to voice messages.
    `secrets` are the settings that nobody may ever be told.
    """

    store: Store
    channels: Mapping[str, Channel]
    classifier: IntentClassifier
    default_language: str
    company_is_told: bool = False
    model: LanguageModel | None = None
    transcriber: Transcriber | None = None
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
