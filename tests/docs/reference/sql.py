"""Every SQL function, as its head says it: what anyone may call first."""

from __future__ import annotations

import re
from itertools import takewhile

from tests.rules.checkout import FUNCTIONS
from tests.rules.sql import Signature, signatures
from tests.rules.test_sql_functions import PUBLIC

HEAD = """\
# SQL functions

For operators in an SQL editor, and for developers.
Every database operation is a function in a file of its own, `migrations/functions/NAME.sql`; its head stands here.

This page is made of those heads by `python -m tests.docs.generate`.

## What anyone may call

These keep their names, arguments and results; the Supabase SQL editor, PostgREST and psql may call them.
"""

OTHERS = """
## What relais itself calls

These may change with any version: relais and its functions are updated together.
"""


def sql() -> str:
    """Return the page."""
    others = sorted(path.stem for path in FUNCTIONS.glob("*.sql") if path.stem not in PUBLIC)
    return "".join([HEAD, *map(_function, PUBLIC), OTHERS, *map(_function, others)])


def _function(name: str) -> str:
    text = (FUNCTIONS / f"{name}.sql").read_text(encoding="utf-8")
    lines = [line.removeprefix("--").removeprefix(" ") for line in _head(text)]
    purpose = list(takewhile(lambda line: not _FIELD.match(line), lines))
    [signature] = signatures(name)
    rest = "\n".join(lines[len(purpose) :])
    return f"\n### `{name}`\n\n{_sentence(purpose)}\n\n```text\n{_call(signature)}\n{rest}\n```\n"


def _head(text: str) -> list[str]:
    return [line for line in text[: text.index("create or replace")].splitlines() if line.startswith("--")]


def _sentence(purpose: list[str]) -> str:
    """Return the purpose as a sentence, with nothing that Markdown would take for its own."""
    said = _SPECIAL.sub(r"\\\1", " ".join(filter(None, purpose)).partition(": ")[2])
    return said[:1].upper() + said[1:].rstrip(".") + "."


def _call(signature: Signature) -> str:
    arguments = ", ".join(f"{name} {declared}" for name, declared in signature.arguments.items())
    return f"{signature.name}({arguments}) returns {signature.returns}"


_FIELD = re.compile(r"(in|out|errors|races|caller): ")
_SPECIAL = re.compile(r"([*_<>{}\[\]|`])")
