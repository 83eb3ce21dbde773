"""Who is meant on the command line."""

from __future__ import annotations

import sys
from uuid import UUID

from services.channels.phones import to_e164
from services.personal_data import PersonalData
from services.store import KnownPerson


def address_of(text: str) -> str | None:
    """Return a phone as E.164, or an id of ours as it is stored; None, and a sentence on stderr, when it is neither."""
    address = to_e164(text) or _as_id(text)
    if address is None:
        sys.stderr.write(f"relais: {text} is no phone number with its country, nor the id of a person\n")
    return address


async def find(data: PersonalData, address: str) -> KnownPerson | None:
    """Return who is meant; None, and a sentence on stderr, when nobody is known by it."""
    person = await data.find(address)
    if person is None:
        tell_unknown(address)
    return person


def tell_unknown(address: str) -> None:
    """Say that nobody is known by it."""
    sys.stderr.write(f"relais: nothing is known of {address}\n")


def _as_id(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None
