"""Reads the head of an SQL function's file: its name, its arguments, what it returns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tests.rules.checkout import FUNCTIONS

_HEAD = re.compile(r"create or replace function (\w+)\s*\((.*?)\)\s*returns\s+(.+?)\s*\n?language", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Signature:
    """One `create or replace function`; arguments in order, name → type with its default."""

    name: str
    arguments: dict[str, str]
    returns: str

    @property
    def required(self) -> set[str]:
        """The arguments that have no default."""
        return {name for name, declared in self.arguments.items() if " default " not in declared}


@cache
def signatures(file: str) -> tuple[Signature, ...]:
    """Return what `migrations/functions/<file>.sql` defines."""
    text = (FUNCTIONS / f"{file}.sql").read_text(encoding="utf-8")
    return tuple(
        Signature(name, _arguments(listed), " ".join(told.split())) for name, listed, told in _HEAD.findall(text)
    )


def _arguments(listed: str) -> dict[str, str]:
    items = (" ".join(item.split()).split(" ", 1) for item in listed.split(",") if item.strip())
    return dict(items)
