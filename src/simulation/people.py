"""Whom one can be: the people of relais' demo company, unless others are named."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from errors import ConfigurationError
from services.channels.phones import to_e164
from services.channels.user_ids import is_user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A person: `phone` is E.164, or the user id of somebody who hides it.

    Where both providers are simulated, Twilio's side of a person is the same behind `whatsapp:`.
    """

    phone: str
    name: str
    language: str = ""
    active: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return it as the page reads it."""
        return {name: value for name, value in asdict(self).items() if value != ""} | {"user_id": self.user_id}

    @property
    def user_id(self) -> str:
        """What they are known by when they hide their phone."""
        before, _, address = self.phone.rpartition(":")
        return f"{before}:{user_id_of(address)}" if before else user_id_of(address)


DEMO = (
    Somebody(phone="+33600000001", name="Jean", language="fr"),
    Somebody(phone="+33600000002", name="Maria", language="pt"),
    Somebody(phone="+33600000003", name="Andrei", language="ro"),
    Somebody(phone="+33600000004", name="John", language="en"),
    Somebody(phone="+33600000005", name="Youssef", language="ar"),
    Somebody(phone="+33600000006", name="Paul", language="fr", active=False),
)


def user_id_of(phone: str) -> str:
    """Return the business-scoped user id of somebody who has not got another."""
    return f"FR.{phone[1:]}" if phone.startswith("+") else phone


def read_person(text: str) -> Somebody:
    """Read `+33600000001=Jean`, or `FR.1a2b=Jean` for somebody who hides their phone.

    Raises:
        ConfigurationError: it names nobody.
    """
    address, _, name = text.partition("=")
    phone = to_e164(address)
    if phone is None and not is_user_id(address):
        raise ConfigurationError(f"--person {text}: neither a phone with its country nor a user id")
    return Somebody(phone=phone or address, name=name or address)
