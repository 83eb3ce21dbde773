"""Settings that are valid and do no good: what they switch on cannot work, nobody uses them, they let people in."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from services.examination import Check, of_problems
from settings import Settings

_SHORTEST_TOKEN, _FEWEST_CHARACTERS = 16, 6
_GUESSED_FIRST = ("admin", "changeme", "letmein", "password", "qwerty", "secret", "test", "token", "relais")

Rule = Callable[[Settings], bool]


def check_settings(settings: Settings) -> Sequence[Check]:
    """Name every setting that does no good."""
    problems = [sentence for is_broken, sentence in RULES if is_broken(settings)]
    return [of_problems("settings", problems, "" if problems else f"{settings.environment}: nothing is on in vain")]


def _is_public(settings: Settings) -> bool:
    """Say whether relais is meant to be called by others than this machine."""
    return bool(settings.public_url) and not _is_loopback(settings.public_url or "")


def _is_loopback(url: str) -> bool:
    host = _split(url)[1]
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str) -> tuple[str, str, str]:
    """Return scheme, host and what must not follow the path; all empty when it is no address."""
    try:
        address = urlsplit(url)
        return address.scheme, address.hostname or "", address.query + address.fragment
    except ValueError:
        return "", "", ""


def _is_no_address(url: str) -> bool:
    scheme, host, rest = _split(url)
    return scheme not in {"http", "https"} or not host or bool(rest)


def _is_guessable(token: str | None) -> bool:
    """Say whether somebody who tries would find it: short, of few characters, or a word and some more of it."""
    if token is None:
        return False
    rest = token.lower()
    for word in _GUESSED_FIRST:
        rest = rest.replace(word, "")
    return len(token) < _SHORTEST_TOKEN or len(set(token)) < _FEWEST_CHARACTERS or len(rest) < _FEWEST_CHARACTERS


def _has_channel(settings: Settings) -> bool:
    return bool(settings.whatsapp_phone_number_id or settings.twilio_account_sid)


def _is_rehearsal(settings: Settings) -> bool:
    """Say whether the providers, too, are stand-ins on this machine."""
    return _is_loopback(settings.graph_api_url if settings.whatsapp_phone_number_id else settings.twilio_api_url)


def _alone(name: str, needed: str) -> tuple[Rule, str]:
    """Find a setting that nobody uses without another one."""
    return (
        lambda settings: getattr(settings, name) is not None and getattr(settings, needed) is None,
        f"{name.upper()} is set, but nothing uses it without {needed.upper()}",
    )


RULES: tuple[tuple[Rule, str], ...] = (
    (
        lambda settings: settings.environment == "development" and _is_public(settings),
        "ENVIRONMENT is development behind a PUBLIC_URL: set production",
    ),
    (
        lambda settings: settings.environment == "production" and settings.serves_simulator,
        "SIMULATOR is on in production: whoever opens the page speaks as anybody",
    ),
    (
        lambda settings: settings.environment == "production" and not _has_channel(settings),
        "no channel is on: set those of WhatsApp or of Twilio",
    ),
    (
        lambda settings: (
            (settings.environment == "production" or _is_public(settings))
            and _is_guessable(settings.secret("admin_token"))
        ),
        "ADMIN_TOKEN can be guessed: `openssl rand -hex 32` makes one that cannot",
    ),
    (
        lambda settings: settings.public_url is not None and _is_no_address(settings.public_url),
        "PUBLIC_URL is no address: it takes https://host, and a path if there is one",
    ),
    (
        lambda settings: _is_public(settings) and _split(settings.public_url or "")[0] == "http",
        "PUBLIC_URL is http: the providers want https",
    ),
    (
        lambda settings: _is_loopback(settings.public_url or "") and not _is_rehearsal(settings),
        "PUBLIC_URL is this machine: no provider can call it",
    ),
    (
        lambda settings: settings.twilio_account_sid is not None and settings.public_url is None,
        "Twilio is on without PUBLIC_URL: behind a proxy no signature fits, and no delivery status comes",
    ),
    (
        lambda settings: settings.whatsapp_phone_number_id is not None and settings.whatsapp_app_secret is None,
        "WhatsApp is on without WHATSAPP_APP_SECRET: every webhook is refused",
    ),
    (
        lambda settings: settings.whatsapp_phone_number_id is not None and settings.whatsapp_verify_token is None,
        "WhatsApp is on without WHATSAPP_VERIFY_TOKEN: Meta cannot verify the address",
    ),
    (
        lambda settings: 0 < settings.burst_cap_ms < settings.burst_quiet_ms,
        "BURST_CAP_MS is less than BURST_QUIET_MS: no burst waits for its quiet",
    ),
    *(
        _alone(f"whatsapp_{name}", "whatsapp_phone_number_id")
        for name in ("access_token", "app_secret", "verify_token")
    ),
    *(_alone(name, "twilio_account_sid") for name in ("twilio_auth_token", "twilio_whatsapp_number")),
    _alone("supabase_service_role_key", "supabase_url"),
    *(_alone(name, "llm_model") for name in ("llm_api_key", "llm_base_url")),
    *(_alone(name, "transcription_url") for name in ("transcription_api_key", "transcription_model")),
)
"""What is wrong, and the sentence that says so; none repeats a value."""
