"""`relais erase`: everything about one person, removed for good."""

from __future__ import annotations

import sys
from typing import Any

import orjson

import app
from commands.people import address_of, tell_unknown
from services.store import KnownPerson
from settings import Settings


async def erase(settings: Settings, phone: str, *, yes: bool, as_json: bool) -> int:
    """Erase and print what went; exit 1 when nothing is known of them, or when it is not confirmed."""
    address = address_of(phone)
    if address is None:
        return 2
    if not yes and not sys.stdin.isatty():
        sys.stderr.write("relais: nobody is there to confirm: say --yes\n")
        return 2
    async with app.open_personal_data(settings) as data:
        person = await data.find(address)
        if not yes and not _confirmed(_described(person) if person else address):
            sys.stderr.write("relais: nothing was erased\n")
            return 1
        done = await (data.erase(person.id) if person else data.erase_unknown(address))
    if done is None:
        tell_unknown(address)
        return 1
    _tell(done, as_json)
    return 0


def _described(person: KnownPerson) -> str:
    return f"{person.name or 'a person without a name'} ({', '.join(person.addresses) or person.id})"


def _confirmed(who: str) -> bool:
    sys.stderr.write(f"Everything about {who} will be erased. This cannot be undone. Go on? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _tell(done: dict[str, Any], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(orjson.dumps(done).decode() + "\n")
        return
    for place, count in done["erased"].items():
        if count:
            sys.stdout.write(f"{count:>8} {place}\n")
    receipt = done["receipt"]
    sys.stdout.write(f"Erased. What remains is a line in the audit log: {receipt}\n" if receipt else "Erased.\n")
