"""Settings that are valid and do no good: each is named, and no value of theirs is repeated."""

from __future__ import annotations

from typing import Any

import pytest

from app.setting_rules import RULES, check_settings
from tests.doctor.examined import CLOUD, TWILIO, settings_of

LONG = "0f3b9c5e7a1d4e6f8b2c"
LIVE: dict[str, Any] = {
    "environment": "production",
    "admin_token": LONG,
    "public_url": "https://bot.example.com",
    "graph_api_url": "https://graph.facebook.com",
    **CLOUD,
}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "development in public": (LIVE | {"environment": "development"}, "ENVIRONMENT is development"),
    "a simulator in production": (LIVE | {"simulator": True}, "SIMULATOR is on"),
    "no channel in production": (LIVE | dict.fromkeys(CLOUD), "no channel is on"),
    "a short token": (LIVE | {"admin_token": "x7Kp2q"}, "ADMIN_TOKEN can be guessed"),
    "a token of words": (LIVE | {"admin_token": "admin-secret-token"}, "ADMIN_TOKEN can be guessed"),
    "a token of few letters": (LIVE | {"admin_token": "abababababababababab"}, "ADMIN_TOKEN can be guessed"),
    "no scheme": (LIVE | {"public_url": "bot.example.com"}, "PUBLIC_URL is no address"),
    "an address with a query": (LIVE | {"public_url": "https://bot.example.com/?a=b"}, "PUBLIC_URL is no address"),
    "half an address": (LIVE | {"public_url": "https://[::1"}, "PUBLIC_URL is no address"),
    "without TLS": (LIVE | {"public_url": "http://bot.example.com"}, "PUBLIC_URL is http"),
    "this machine": (LIVE | {"public_url": "http://localhost:8080"}, "PUBLIC_URL is this machine"),
    "Twilio without an address": (TWILIO, "Twilio is on without PUBLIC_URL"),
    "WhatsApp without its secret": (CLOUD | {"whatsapp_app_secret": None}, "WHATSAPP_APP_SECRET: every webhook"),
    "WhatsApp without its word": (CLOUD | {"whatsapp_verify_token": None}, "without WHATSAPP_VERIFY_TOKEN"),
    "a cap below the quiet": ({"burst_cap_ms": 500}, "BURST_CAP_MS is less"),
    "an access token of nobody": ({"whatsapp_access_token": "s"}, "WHATSAPP_ACCESS_TOKEN is set, but nothing"),
    "an app secret of nobody": ({"whatsapp_app_secret": "s"}, "WHATSAPP_APP_SECRET is set, but nothing"),
    "a verify token of nobody": ({"whatsapp_verify_token": "s"}, "WHATSAPP_VERIFY_TOKEN is set, but nothing"),
    "a Twilio token of nobody": ({"twilio_auth_token": "s"}, "TWILIO_AUTH_TOKEN is set, but nothing"),
    "a number of nobody": ({"twilio_whatsapp_number": "s"}, "TWILIO_WHATSAPP_NUMBER is set, but nothing"),
    "a Supabase key of nobody": ({"supabase_service_role_key": "s"}, "SUPABASE_SERVICE_ROLE_KEY is set, but"),
    "a model's key of nobody": ({"llm_api_key": "s"}, "LLM_API_KEY is set, but nothing"),
    "a model's address of nobody": ({"llm_base_url": "s"}, "LLM_BASE_URL is set, but nothing"),
    "a transcriber's key of nobody": ({"transcription_api_key": "s"}, "TRANSCRIPTION_API_KEY is set, but nothing"),
    "a transcriber's model of nobody": ({"transcription_model": "s"}, "TRANSCRIPTION_MODEL is set, but nothing"),
}

FINE: dict[str, dict[str, Any]] = {
    "nothing": {},
    "live": LIVE,
    "live on Twilio": LIVE | dict.fromkeys(CLOUD) | TWILIO,
    "a short token on this machine": {"admin_token": "admin"},
    "a rehearsal on this machine": LIVE
    | {"public_url": "http://127.0.0.1:8080", "graph_api_url": "http://localhost:1"},
    "bursts off": {"burst_cap_ms": 0},
}


@pytest.mark.parametrize(("given", "sentence"), WRONG.values(), ids=WRONG)
def test_what_does_no_good_is_named_alone(given: dict[str, Any], sentence: str) -> None:
    [check] = check_settings(settings_of(**given))

    assert (check.found, check.status) == (1, "broken")
    assert sentence in check.detail


@pytest.mark.parametrize("given", FINE.values(), ids=FINE)
def test_what_does_good_is_fine(given: dict[str, Any]) -> None:
    [check] = check_settings(settings_of(**given))

    assert (check.found, check.status) == (0, "ok")


def test_every_rule_has_its_case() -> None:
    cases = [settings_of(**given) for given, _ in WRONG.values()]

    assert [sentence for rule, sentence in RULES if not any(map(rule, cases))] == []


def test_all_that_is_wrong_is_said_at_once_and_no_value() -> None:
    [check] = check_settings(settings_of(**LIVE | {"simulator": True, "admin_token": "hunter2", "llm_api_key": "sk-1"}))

    assert check.found == 3
    assert "hunter2" not in check.detail
    assert "sk-1" not in check.detail
