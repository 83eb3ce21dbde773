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

    # The service
    environment: Literal["development", "production"] = "development"
    """In `production` nothing starts without `ADMIN_TOKEN` and the webhook secrets of each channel."""
    host: str = "127.0.0.1"
    """Address on which the door listens; `0.0.0.0` in a container."""
    port: int = Field(8080, ge=0, le=65535)
    """Port on which the door listens; 0 takes a free one."""
    public_url: Text = None
    """Address by which the providers call; Twilio signs it, and status callbacks go to it."""
    data_dir: Path = Path(".relais")
    """Folder of the embedded database, the spool, local files and the backups of `relais doctor --fix`."""
    # Database, files and cache
    database_url: Secret = None
    """Postgres 15 or newer, `postgresql://user:password@host:port/database`; without it and Supabase: embedded."""
    supabase_url: Text = None
    """Supabase project: files go to its Storage; without `DATABASE_URL` every function is called over its REST."""
    supabase_service_role_key: Secret = None
    """Service role key, or secret key, of that project."""
    redis_url: Secret = None
    """Live cache of sessions: `redis://`, `rediss://` or `unix://`."""
    # The log
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Events below this level are counted and not written."""
    log_format: Literal["json", "console"] = "json"
    """`json` is one JSON object per line; `console` is for eyes."""
    log_file: Annotated[Path | None, BeforeValidator(_empty_is_missing)] = None
    """File that gets the same lines as stdout."""
    # Twilio
    twilio_account_sid: Text = None
    """Account, `AC…`; switches the channel on."""
    twilio_auth_token: Secret = None
    """Auth token: signs what Twilio sends, and is our password."""
    twilio_whatsapp_number: Text = None
    """Our own number, as `+33600000000`."""
    twilio_api_url: str = "https://api.twilio.com"
    """Address of Twilio's API."""
    twilio_content_url: str = "https://content.twilio.com"
    """Address of Twilio's Content API: buttons, lists and templates."""
    # WhatsApp Cloud API
    whatsapp_phone_number_id: Text = None
    """Id of our number at Meta, which is not the number; switches the channel on."""
    whatsapp_access_token: Secret = None
    """Token of a system user with `whatsapp_business_messaging`."""
    whatsapp_app_secret: Secret = None
    """App secret: signs what Meta sends; without it every webhook is refused."""
    whatsapp_verify_token: Secret = None
    """Word of your choice that Meta says when it asks for the webhook's address."""
    graph_api_url: str = "https://graph.facebook.com"
    """Address of the Graph API."""
    graph_api_version: str = Field("v26.0", pattern=r"^v\d+\.\d+$")
    """Version of the Graph API; each lives about two years."""
    # Operators and developers
    admin_token: Secret = None
    """Bearer token of `/api` and log-in of `/console`; unset, in development: open on the loopback only."""
    simulator: bool | None = None
    """Serve `/simulator`; unset: in development only."""
    # Conversations
    default_language: Literal["fr", "en", "es", "pt", "de", "it", "ro", "pl", "ar"] = "fr"
    """Language for a person who has none."""
    default_timezone: str = "Europe/Paris"
    """Time zone for a person who has none, and of the nightly maintenance."""
    session_idle_hours: float = Field(7, gt=0, le=24 * 365)
    """A conversation is over after so many hours without a message."""
    session_day_start: time = time(6, 0)
    """A conversation is over when this time of day lies in between, on the person's own clock."""
    burst_quiet_ms: int = Field(800, ge=0, le=60_000)
    """Texts and files this close together, in milliseconds, are one turn; 0: off; a tap never waits."""
    burst_cap_ms: int = Field(4000, ge=0, le=600_000)
    """No burst waits longer than this, in milliseconds."""
    # Lanes and sending
    worker_concurrency: int = Field(32, ge=1, le=1000)
    """People whom one worker serves at the same time."""
    lease_seconds: float = Field(30, gt=0, le=3600)
    """A worker that is silent for so long has lost its person to another one."""
    max_attempts: int = Field(8, ge=1, le=100)
    """Tries of a turn, a send or a file before it is set aside."""
    drain_seconds: float = Field(25, ge=0, le=3600)
    """Time that a shutdown gives to what is under way."""
    retry_base_seconds: float = Field(1, gt=0, le=900)
    """First pause after a failure; it grows fourfold with jitter, to 15 minutes at most."""
    send_rate_per_second: float = Field(80, gt=0)
    """Messages per second and business number."""
    send_pair_burst: int = Field(45, ge=1)
    """Messages in a row to one person, before one every six seconds."""
    reconcile_seconds: float = Field(600, ge=0)
    """A send with an unknown result waits so long for its status before it is tried again."""
    spool_dir: Text = None
    """Where the door keeps events while the database is away; unset: `$DATA_DIR/spool`; `off`: answer 503."""
    # Optional services
    llm_model: Text = None
    """Language model as `provider:model`; unset: everything works offline."""
    llm_api_key: Secret = None
    """Its key."""
    llm_base_url: Text = None
    """Its address, if it is not the provider's own."""
    transcription_url: Text = None
    """Service that writes voice messages down, OpenAI-compatible; unset: the person is asked to type."""
    transcription_api_key: Secret = None
    """Its key."""
    transcription_model: Text = None
    """Its model; unset: `whisper-1`."""
    escalation_webhook_url: Secret = None
    """Address of the company that is told of incidents and of who asks for a human."""
    handoff_hours: float = Field(7, gt=0, le=24 * 365)
    """How long a human keeps a conversation after their last message."""
    retention_days: RetentionDays = Field(default_factory=dict)
    """What is removed after how many days, as `messages=365,inbox=90`; unset: nothing."""

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
