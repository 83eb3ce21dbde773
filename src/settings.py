"""Settings: environment or `.env`, contract §3. An unknown or wrong value is a `ConfigurationError` that names it."""

from __future__ import annotations

import os
import re
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from errors import ConfigurationError

_PREFIXES = (
    "TWILIO_", "WHATSAPP_", "SUPABASE_", "SESSION_DAY", "SESSION_IDLE", "BURST_", "SEND_", "LLM_", "TRANSCRIPTION_",
    "GRAPH_API_", "MAX_ATT", "WORKER_CON", "LEASE_", "DRAIN_", "RECONCILE_", "RETRY_", "HANDOFF_", "ESCALATION_",
    "SPOOL_", "DEFAULT_LANG", "DEFAULT_TIME", "RETENTION_",
)  # fmt: skip
"""Names that only relais uses: an unknown variable that starts so is a misspelt setting."""

_REDIS_URL = re.compile(
    r"rediss?://([^@/\s]*@)?(\[[\da-f:.]+\]|[^@/:?\s]+)(:\d+)?(/\d*)?(\?\S*)?|unix://\S*/\S+", re.IGNORECASE
)


def _empty_is_missing(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


Text = Annotated[str | None, BeforeValidator(_empty_is_missing)]
Secret = Annotated[SecretStr | None, BeforeValidator(_empty_is_missing)]


def _days_by_kind(value: Any) -> Any:
    """Read `messages=365,inbox=90`."""
    if not isinstance(value, str):
        return value
    items = [item.strip() for item in value.split(",") if item.strip()]
    pairs = [(kind.strip(), days.strip()) for kind, _, days in (item.partition("=") for item in items)]
    if len(dict(pairs)) < len(pairs):
        raise ValueError("names a kind twice")
    return dict(pairs)


RetentionKind = Literal["messages", "inbox", "outbox", "media", "snapshots", "reports", "audit", "strangers"]
RetentionDays = Annotated[
    dict[RetentionKind, Annotated[int, Field(ge=1, le=36_500)]], NoDecode, BeforeValidator(_days_by_kind)
]


class Settings(BaseSettings):
    """Every setting, read once at start."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="forbid", case_sensitive=False, frozen=True
    )

    environment: Literal["development", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: Text = None
    data_dir: Path = Path(".relais")
    database_url: Secret = None
    supabase_url: Text = None
    supabase_service_role_key: Secret = None
    redis_url: Secret = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"
    log_file: Annotated[Path | None, BeforeValidator(_empty_is_missing)] = None

    twilio_account_sid: Text = None
    twilio_auth_token: Secret = None
    twilio_whatsapp_number: Text = None
    twilio_api_url: str = "https://api.twilio.com"
    twilio_content_url: str = "https://content.twilio.com"

    whatsapp_phone_number_id: Text = None
    whatsapp_access_token: Secret = None
    whatsapp_app_secret: Secret = None
    whatsapp_verify_token: Secret = None
    graph_api_url: str = "https://graph.facebook.com"
    graph_api_version: str = Field("v26.0", pattern=r"^v\d+\.\d+$")

    admin_token: Secret = None
    simulator: bool | None = None
    default_language: Literal["fr", "en", "es", "pt", "de", "it", "ro", "pl", "ar"] = "fr"
    default_timezone: str = "Europe/Paris"
    session_idle_hours: float = Field(7, gt=0, le=24 * 365)
    session_day_start: time = time(6, 0)
    burst_quiet_ms: int = Field(800, ge=0, le=60_000)
    burst_cap_ms: int = Field(4000, ge=0, le=600_000)
    worker_concurrency: int = Field(32, ge=1, le=1000)
    lease_seconds: float = Field(30, gt=0, le=3600)
    max_attempts: int = Field(8, ge=1, le=100)
    drain_seconds: float = Field(25, ge=0, le=3600)
    retry_base_seconds: float = Field(1, gt=0, le=900)
    send_rate_per_second: float = Field(80, gt=0)
    send_pair_burst: int = Field(45, ge=1)
    reconcile_seconds: float = Field(600, ge=0)
    spool_dir: Text = None
    llm_model: Text = None
    llm_api_key: Secret = None
    llm_base_url: Text = None
    transcription_url: Text = None
    transcription_api_key: Secret = None
    transcription_model: Text = None
    escalation_webhook_url: Secret = None
    handoff_hours: float = Field(7, gt=0, le=24 * 365)
    retention_days: RetentionDays = Field(default_factory=dict)

    @field_validator("default_timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is no time zone of the IANA database")
        return ZoneInfo(value).key

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: SecretStr | None) -> SecretStr | None:
        """Check the form without quoting it: it holds a password."""
        if value is None:
            return None
        try:
            address = urlsplit(value.get_secret_value())
            port = address.port
        except ValueError:
            port, address = -1, urlsplit("")
        if address.scheme not in {"postgres", "postgresql"} or port == -1:
            raise ValueError("takes postgresql://user:password@host:port/database, special characters percent-encoded")
        return value

    @field_validator("escalation_webhook_url")
    @classmethod
    def _private(cls, value: SecretStr | None) -> SecretStr | None:
        """Check the form without quoting it: whoever knows the address may post there."""
        if value is not None and not _is_private(value.get_secret_value()):
            raise ValueError("takes https://…; http:// only on this machine: what is told there is personal")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: SecretStr | None) -> SecretStr | None:
        """Check the form without quoting it: it holds a password."""
        if value is not None and not _REDIS_URL.fullmatch(value.get_secret_value()):
            raise ValueError("takes redis://user:password@host:port/number, rediss://… or unix:///path/to/socket")
        return value

    @model_validator(mode="after")
    def _complete(self) -> Settings:
        missing = [name.upper() for name in self._required() if getattr(self, name) is None]
        if missing:
            raise ValueError(f"missing: {', '.join(missing)}")
        return self

    def _required(self) -> list[str]:
        """Name what must be set, given what is set."""
        needed: list[str] = []
        if self.twilio_account_sid:
            needed += ["twilio_auth_token", "twilio_whatsapp_number"]
        if self.whatsapp_phone_number_id:
            needed += ["whatsapp_access_token"]
        if self.supabase_url:
            needed += ["supabase_service_role_key"]
        if self.environment == "production":
            needed += ["admin_token"]
            if self.whatsapp_phone_number_id:
                needed += ["whatsapp_app_secret", "whatsapp_verify_token"]
        return needed

    def secret(self, name: str) -> str | None:
        """Return a secret setting in clear, for the one part that needs it."""
        value: SecretStr | None = getattr(self, name)
        return value.get_secret_value() if value else None

    @property
    def secrets(self) -> frozenset[str]:
        """Every secret in clear, for the one part that sees to it that none is ever said."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return frozenset(value.get_secret_value() for value in values if isinstance(value, SecretStr))

    @property
    def serves_simulator(self) -> bool:
        """The simulator is on in development unless it is switched."""
        return self.simulator if self.simulator is not None else self.environment == "development"


def _is_private(url: str) -> bool:
    """Say whether nobody between us and `url` can read along."""
    try:
        address = urlsplit(url)
        usable = bool(address.hostname) and address.port != 0
    except ValueError:
        return False
    loopback = address.hostname in {"localhost", "127.0.0.1", "::1"}
    return usable and (address.scheme == "https" or (address.scheme == "http" and loopback))


def load_settings(**overrides: Any) -> Settings:
    """Read the settings.

    Raises:
        ConfigurationError: a value is wrong, missing or unknown; the sentence names each variable.
    """
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        raise ConfigurationError("; ".join(_sentence(item) for item in error.errors())) from None
    known = {name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(_PREFIXES) and name not in known)
    if unknown:
        raise ConfigurationError(f"{', '.join(unknown)}: no such setting")
    return settings


def _sentence(item: Any) -> str:
    """Say which variable is wrong and why, without its value: it may be a secret."""
    name = str(item["loc"][0]).upper() if item["loc"] else "settings"
    reason = str(item["msg"]).removeprefix("Value error, ")
    return f"{name}: {'no such setting' if item['type'] == 'extra_forbidden' else reason}"
