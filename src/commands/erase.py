"""`relais erase`: everything about one person, removed for good."""

from __future__ import annotations

import sys
from typing import Any

import orjson

import app
from commands.people import address_of, find
from services.store import KnownPerson
from settings import Settings


async def erase(settings: Settings, phone: str, *, yes: bool, as_json: bool) -> int:
    """Erase and print what went; exit 1 when nobody is known by it, or when it is not confirmed."""
    address = address_of(phone)
    if address is None:
        return 2
    if not yes and not sys.stdin.isatty():
        sys.stderr.write("relais: nobody is there to confirm: say --yes\n")
        return 2
    async with app.open_personal_data(settings) as data:
        person = await find(data, address)
        if person is None:
            return 1
        if not yes and not _confirmed(person):
            sys.stderr.write("relais: nothing was erased\n")
            return 1
        done = await data.erase(person.id)
    if done is None:
        sys.stderr.write(f"relais: nothing is known of {address} any more\n")
        return 1
    _tell(done, as_json)
    return 0


def _confirmed(person: KnownPerson) -> bool:
    who = f"{person.name or 'a person without a name'} ({', '.join(person.addresses) or person.id})"
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
    sys.stdout.write(f"Erased. What remains is a line in the audit log: {done['receipt']}\n")
