"""Every function that the store calls answers over REST as over a connection: a new one is tried here by itself."""

from __future__ import annotations

from typing import Any

import pytest

from errors import DatabaseError
from services.database.asyncpg import AsyncpgDatabase
from services.database.supabase import SupabaseDatabase
from services.interfaces import Database
from tests.rows import Rows
from tests.rules.sql import signatures
from tests.rules.test_sql_functions import CALLS

NEUTRAL: dict[str, Any] = {
    "uuid": "50000000-0000-4000-8000-0000000000ff",
    "text": "",
    "int": 1,
    "integer": 1,
    "bigint": 1,
    "numeric": 1.5,
    "real": 1.5,
    "double precision": 1.5,
    "boolean": False,
    "jsonb": {},
    "text[]": [],
    "bigint[]": [],
}
"""An argument of each type that concerns nobody."""

SAME_OVER_BOTH = {"jsonb", "boolean", "int", "bigint", "text", "text[]", "uuid"}
"""A single value of another type would be a Python object over a connection and text in JSON."""

FUNCTIONS = {function: given for _method, function, given in CALLS}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_result_is_the_same_in_json(function: str) -> None:
    [found] = signatures(function)
    assert found.returns in SAME_OVER_BOTH or found.returns.startswith(("table ", "setof "))


CALLED_BY_WHAT_ONLY_READS = r"""
    select p.proname || ' calls ' || q.proname from pg_proc p join pg_proc q on p.prosrc ~ ('\m' || q.proname || '\(')
    where p.pronamespace = 'public'::regnamespace and q.pronamespace = p.pronamespace
      and p.provolatile <> 'v' and q.provolatile = 'v' and q.prorettype <> 'trigger'::regtype
"""


async def test_what_only_reads_calls_nothing_that_writes(rows: Rows) -> None:
    """PostgREST runs a stable function in a transaction that only reads; over a connection nobody would notice."""
    assert await rows.column(CALLED_BY_WHAT_ONLY_READS) == []


async def test_both_ways_give_the_same(direct: AsyncpgDatabase, rest: SupabaseDatabase) -> None:
    differ: dict[str, list[Any]] = {}
    for name, given in FUNCTIONS.items():
        outcomes = [await _outcome(way, name, given) for way in (direct, rest)]
        if outcomes[0] != outcomes[1] or "DatabaseBehindError" in str(outcomes):
            differ[name] = outcomes
    assert differ == {}


async def _outcome(database: Database, function: str, given: set[str]) -> Any:
    [found] = signatures(function)
    arguments = {name: _neutral(declared) for name, declared in found.arguments.items() if name in given}
    several = found.returns.startswith(("table ", "setof "))
    try:
        return _shape(await (database.rows if several else database.value)(function, **arguments))
    except DatabaseError as error:
        return f"{type(error).__name__}: {error} {error.undone}"


def _neutral(declared: str) -> Any:
    return NEUTRAL[declared.split(" default ", maxsplit=1)[0]]


def _shape(value: Any) -> Any:
    """Return names and types; what two calls answer one after the other may differ in the rest."""
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shape(inner) for inner in value[:1]]
    return "number" if type(value) in {int, float} else type(value).__name__
