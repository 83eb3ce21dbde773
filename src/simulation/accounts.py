"""The accounts that a bot has with its providers. The defaults are no secrets: whoever reads this knows them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from errors import ConfigurationError

CLOUD_FIELDS: dict[str, str] = {
    "WHATSAPP_PHONE_NUMBER_ID": "phone_number_id",
    "WHATSAPP_ACCESS_TOKEN": "access_token",
    "WHATSAPP_APP_SECRET": "app_secret",
    "WHATSAPP_VERIFY_TOKEN": "verify_token",
}

TWILIO_FIELDS: dict[str, str] = {
    "TWILIO_ACCOUNT_SID": "sid",
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_WHATSAPP_NUMBER": "number",
}
"""Relais' settings, and what of an account they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudAccount:
    """A business number at Meta; `display_number` is what people dial, digits only."""

    phone_number_id: str = "106540352242922"
    access_token: str = field(default="EAAsimulator", repr=False)
    app_secret: str = field(default="simulator-app-secret", repr=False)
    verify_token: str = field(default="simulator-verify-token", repr=False)
    display_number: str = "15550783881"
    business_account: str = "102290129340398"
    name: str = "Simulator"

    @property
    def authorization(self) -> str:
        """The header of each call."""
        return f"Bearer {self.access_token}"

    def settings(self, url: str) -> dict[str, str]:
        """Return what a bot must be told to use this account at `url`, by the names of relais' settings."""
        return _said(self, CLOUD_FIELDS) | {"GRAPH_API_URL": url}


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioAccount:
    """An account at Twilio, and its WhatsApp number as E.164."""

    sid: str = "AC5150000000000000000000000000cafe"
    token: str = field(default="simulator-auth-token", repr=False)
    number: str = "+14155238886"

    @property
    def authorization(self) -> str:
        """The header of each call."""
        return "Basic " + b64encode(f"{self.sid}:{self.token}".encode()).decode()

    def settings(self, url: str) -> dict[str, str]:
        """Return what a bot must be told to use this account at `url`, by the names of relais' settings."""
        return _said(self, TWILIO_FIELDS) | {"TWILIO_API_URL": url, "TWILIO_CONTENT_URL": url}


def read_accounts(given: Mapping[str, str]) -> tuple[CloudAccount, TwilioAccount]:
    """Return the accounts that these of relais' settings say, the defaults where they say nothing.

    Raises:
        ConfigurationError: a name that is none of theirs, or an empty value.
    """
    known = CLOUD_FIELDS | TWILIO_FIELDS
    for name, value in given.items():
        if not value or name not in known:
            raise ConfigurationError(f"{name}: not a value for one of {', '.join(known)}")
    cloud, twilio = _fields(given, CLOUD_FIELDS), _fields(given, TWILIO_FIELDS)
    return replace(CloudAccount(), **cloud), replace(TwilioAccount(), **twilio)


def _said(account: object, fields: Mapping[str, str]) -> dict[str, str]:
    return {setting: str(getattr(account, name)) for setting, name in fields.items()}


def _fields(given: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, str]:
    return {fields[setting]: value for setting, value in given.items() if setting in fields}
