"""What goes wrong has one name and one sentence, over each way to the database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from errors import (
    ConfigurationError,
    DatabaseBehindError,
    DatabaseBusyError,
    DatabaseError,
    DatabaseUnavailableError,
    InvalidInputError,
    LeaseLostError,
    UnknownIdError,
)
from services.database.supabase import SupabaseDatabase
from services.interfaces import Database
from tests.house import PATIENCE
from tests.rows import Rows
from tests.supabase.conftest import Project, key
from tests.supabase.gateway import Fault, Gateway, answers, answers_half, drops, drops_the_answer, says_nothing

STATES: list[tuple[str, type[DatabaseError]]] = [
    ("RL001", LeaseLostError),
    ("RL002", UnknownIdError),
    ("RL003", InvalidInputError),
    ("42883", DatabaseBehindError),
    ("42P01", DatabaseBehindError),
    ("57014", DatabaseBusyError),
    ("40P01", DatabaseBusyError),
    ("55P03", DatabaseBusyError),
    ("23503", DatabaseBusyError),
    ("25006", DatabaseUnavailableError),
    ("53100", DatabaseUnavailableError),
    ("58030", DatabaseUnavailableError),
    ("22P05", InvalidInputError),
    ("54000", InvalidInputError),
    ("P0001", DatabaseError),
    ("XX000", DatabaseError),
]

CALLS: dict[str, tuple[str, dict[str, Any], type[DatabaseError], str]] = {
    "unique violation": ("break_rule", {}, InvalidInputError, 'duplicate key value violates .*"companies_pkey"'),
    "no such function": ("nothing_at_all", {"p_a": 1}, DatabaseBehindError, "nothing_at_all"),
    "no such argument": ("database_health", {"p_other": 1}, DatabaseBehindError, "p_other"),
    "one argument too few": ("raise_state", {"p_state": "x"}, DatabaseBehindError, "raise_state"),
    "no uuid": ("list_projects", {"p_subcontractor_id": "x"}, InvalidInputError, "x"),
    "a letter that text cannot hold": (
        "find_content",
        {"p_key": "a\x00b"},
        InvalidInputError,
        "(invalid byte sequence|unsupported Unicode|cannot be converted)",
    ),
    "half a letter": ("find_content", {"p_key": "\ud83d"}, InvalidInputError, "(?i)utf-8"),
}


@pytest.mark.parametrize(("state", "kind"), STATES, ids=[state for state, _ in STATES])
async def test_a_state_has_its_meaning(database: Database, state: str, kind: type[DatabaseError]) -> None:
    with pytest.raises(DatabaseError) as caught:
        await database.value("raise_state", p_state=state, p_sentence="It went wrong")
    known = kind is not DatabaseError
    assert (type(caught.value), str(caught.value)) == (kind, "It went wrong" if known else f"It went wrong ({state})")
    assert caught.value.undone


@pytest.mark.parametrize(("function", "arguments", "kind", "sentence"), CALLS.values(), ids=CALLS)
async def test_a_call_that_cannot_work(
    database: Database, function: str, arguments: dict[str, Any], kind: type[DatabaseError], sentence: str
) -> None:
    with pytest.raises(kind, match=sentence) as caught:
        await database.value(function, **arguments)
    assert type(caught.value) is kind
    assert "Key (id)" not in str(caught.value), "the detail quotes a row"


@pytest.fixture
async def hurried(gateway: Gateway) -> AsyncGenerator[SupabaseDatabase]:
    opened = await SupabaseDatabase.open(gateway.url, key("service_role"), time_limit=0.3, pool_size=1)
    yield opened
    await opened.close()


@pytest.mark.parametrize("function", ["take_long", "write"])
async def test_an_answer_that_does_not_come_in_time(hurried: SupabaseDatabase, gateway: Gateway, function: str) -> None:
    gateway.fault = None if function == "take_long" else says_nothing
    arguments = {"p_seconds": 2} if function == "take_long" else {"p_name": "x"}
    began = time.monotonic()
    with pytest.raises(DatabaseBusyError, match="no answer in time") as caught:
        await hurried.value(function, **arguments)
    assert time.monotonic() - began < 1.5
    assert not caught.value.undone

    gateway.fault = None
    assert await hurried.value("database_health"), "the one connection is free again"
    assert hurried.connections().used == 0


async def test_calls_wait_for_their_turn(hurried: SupabaseDatabase) -> None:
    await asyncio.gather(*(hurried.value("take_long", p_seconds=0.02) for _ in range(3)))
    use = hurried.connections()
    assert (use.limit, use.used, use.waits) == (1, 0, 2)
    assert use.wait_seconds > 0.05


HTML = "<html><body><h1>Bad Gateway</h1></body></html>"

FAULTS: dict[str, tuple[Fault, type[DatabaseError], str]] = {
    "the line breaks on the way": (drops, DatabaseUnavailableError, "cannot be reached"),
    "the line breaks on the way back": (drops_the_answer, DatabaseUnavailableError, "cannot be reached"),
    "half an answer": (answers_half, DatabaseUnavailableError, "cannot be reached"),
    "a page of the gateway": (answers(502, HTML), DatabaseUnavailableError, "SUPABASE_URL right.*502 Bad Gateway"),
    "a page instead of a result": (answers(200, HTML), DatabaseUnavailableError, "SUPABASE_URL right.*200"),
    "a result that broke off": (
        answers(200, '{"a":', "application/json"),
        DatabaseUnavailableError,
        "SUPABASE_URL right.*200",
    ),
    "an empty result": (answers(200, "", "application/json"), DatabaseUnavailableError, "SUPABASE_URL right.*200"),
    "a paused project": (answers(540, ""), DatabaseUnavailableError, "SUPABASE_URL right.*540"),
    "another server": (answers(404, "{}", "application/json"), DatabaseUnavailableError, "SUPABASE_URL right.*404"),
    "a redirection": (answers(301, ""), DatabaseUnavailableError, "SUPABASE_URL right.*301"),
    "too many requests": (
        answers(429, '{"message": "slow down"}', "application/json"),
        DatabaseUnavailableError,
        "slow down",
    ),
    "a key that the gateway refuses": (
        answers(401, '{"message": "Invalid API key", "hint": "…"}', "application/json"),
        DatabaseUnavailableError,
        "SUPABASE_SERVICE_ROLE_KEY: Invalid API key",
    ),
}


@pytest.mark.parametrize(("fault", "kind", "sentence"), FAULTS.values(), ids=FAULTS)
async def test_what_stands_in_between_fails(
    rest: SupabaseDatabase, gateway: Gateway, fault: Fault, kind: type[DatabaseError], sentence: str
) -> None:
    gateway.fault = fault
    with pytest.raises(kind, match=sentence) as caught:
        await rest.value("write", p_name="Maçons & fils")
    assert type(caught.value) is kind
    assert not caught.value.undone, "nobody knows"
    gateway.fault = None
    assert await rest.value("database_health")


async def test_a_call_whose_answer_got_lost_has_taken_effect(
    rest: SupabaseDatabase, gateway: Gateway, rows: Rows
) -> None:
    gateway.fault = drops_the_answer
    with pytest.raises(DatabaseUnavailableError):
        await rest.value("write", p_name="Maçons & fils")
    assert await rows.value("select count(*) from companies where name = 'Maçons & fils'") == 1
    assert gateway.requests == 1, "nobody below the store tries again"


KEYS = {
    "of another project": key("service_role", secret="some other secret that is long enough"),
    "run out": key("service_role", seconds=-60),
    "no key at all": "sb_secret_nonsense",
    "anonymous": key("anon"),
    "of somebody who is logged in": key("authenticated"),
}


@pytest.mark.parametrize("wrong", KEYS.values(), ids=KEYS)
async def test_a_key_that_is_not_the_right_one(gateway: Gateway, wrong: str) -> None:
    database = await SupabaseDatabase.open(gateway.url, wrong)
    with pytest.raises(DatabaseUnavailableError, match="does not accept SUPABASE_SERVICE_ROLE_KEY: ") as caught:
        await database.value("database_health")
    assert wrong not in str(caught.value)
    await database.close()


async def test_an_address_that_is_none() -> None:
    with pytest.raises(ConfigurationError, match="SUPABASE_URL"):
        await SupabaseDatabase.open("project.supabase.co", "key")


async def test_nobody_answers() -> None:
    database = await SupabaseDatabase.open("http://127.0.0.1:1", "key")
    with pytest.raises(DatabaseUnavailableError, match="cannot be reached") as caught:
        await database.value("database_health")
    assert not caught.value.undone
    await database.close()


async def test_postgres_is_away_and_postgrest_is_not(rest: SupabaseDatabase, project: Project) -> None:
    with project.server.away():
        for _ in range(2):  # a line that breaks, and none to be had
            with pytest.raises(DatabaseUnavailableError) as caught:
                await rest.value("write", p_name="Maçons & fils")
            assert not caught.value.undone
    deadline = time.monotonic() + PATIENCE
    while not await _answers(rest):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)


async def _answers(database: Database) -> bool:
    try:
        return bool(await database.value("database_health"))
    except DatabaseUnavailableError:
        return False
