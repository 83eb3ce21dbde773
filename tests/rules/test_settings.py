"""Every setting of contract §3 is there with its default, and there is no other."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

import pytest

from settings import Settings, load_settings

DEFAULTS: dict[str, Any] = {
    "ENVIRONMENT": "development",
    "HOST": "127.0.0.1",
    "PORT": 8080,
    "PUBLIC_URL": None,
    "DATA_DIR": Path(".relais"),
    "DATABASE_URL": None,
    "SUPABASE_URL": None,
    "SUPABASE_SERVICE_ROLE_KEY": None,
    "REDIS_URL": None,
    "LOG_LEVEL": "INFO",
    "LOG_FORMAT": "json",
    "LOG_FILE": None,
    "TWILIO_ACCOUNT_SID": None,
    "TWILIO_AUTH_TOKEN": None,
    "TWILIO_WHATSAPP_NUMBER": None,
    "TWILIO_API_URL": "https://api.twilio.com",
    "TWILIO_CONTENT_URL": "https://content.twilio.com",
    "WHATSAPP_PHONE_NUMBER_ID": None,
    "WHATSAPP_ACCESS_TOKEN": None,
    "WHATSAPP_APP_SECRET": None,
    "WHATSAPP_VERIFY_TOKEN": None,
    "GRAPH_API_URL": "https://graph.facebook.com",
    "GRAPH_API_VERSION": "v26.0",
    "ADMIN_TOKEN": None,
    "SIMULATOR": None,  # on in development, see below
    "DEFAULT_LANGUAGE": "fr",
    "DEFAULT_TIMEZONE": "Europe/Paris",
    "SESSION_IDLE_HOURS": 7,
    "SESSION_DAY_START": time(6, 0),
    "BURST_QUIET_MS": 800,
    "BURST_CAP_MS": 4000,
    "WORKER_CONCURRENCY": 32,
    "LEASE_SECONDS": 30,
    "MAX_ATTEMPTS": 8,
    "DRAIN_SECONDS": 25,
    "RETRY_BASE_SECONDS": 1,
    "SEND_RATE_PER_SECOND": 80,
    "SEND_PAIR_BURST": 45,
    "RECONCILE_SECONDS": 600,
    "SPOOL_DIR": None,  # under DATA_DIR
    "LLM_MODEL": None,
    "LLM_API_KEY": None,
    "LLM_BASE_URL": None,
    "TRANSCRIPTION_URL": None,
    "TRANSCRIPTION_API_KEY": None,
    "TRANSCRIPTION_MODEL": None,
    "ESCALATION_WEBHOOK_URL": None,
    "HANDOFF_HOURS": 7,
    "RETENTION_DAYS": {},
}


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """Settings of an empty environment, where no `.env` lies."""
    monkeypatch.chdir(tmp_path)
    for name in DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    return load_settings()


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_setting_has_the_default_of_the_contract(name: str, untouched: Settings) -> None:
    assert getattr(untouched, name.lower()) == DEFAULTS[name]


def test_there_is_no_other_setting() -> None:
    assert {name.upper() for name in Settings.model_fields} == set(DEFAULTS)


@pytest.mark.parametrize(("environment", "served"), [("development", True), ("production", False)])
def test_the_simulator_is_on_in_development(environment: Any, served: bool, untouched: Settings) -> None:
    assert untouched.model_copy(update={"environment": environment}).serves_simulator is served
