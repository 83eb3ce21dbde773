"""The accounts at the providers, as far as they are looked at; no secret of theirs is ever said."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudAccount:
    """One number at Meta: `url` is the Graph API's address, `version` as `v26.0`."""

    phone_number_id: str
    access_token: str = field(repr=False)
    app_secret: str | None = field(repr=False)
    verify_token: str | None = field(repr=False)
    url: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioAccount:
    """One account at Twilio, and the address that Twilio signs for, if one is set."""

    sid: str
    token: str = field(repr=False)
    api_url: str
    content_url: str
