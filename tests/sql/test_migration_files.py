"""Every SQL file is what its name says and can be pasted into an SQL editor."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services.database.migrate import find_migrations

MIGRATIONS = sorted(find_migrations().glob("*.sql"))
FUNCTIONS = sorted((find_migrations() / "functions").glob("*.sql"))
NAMED_BY_THE_CONTRACT = {
    "009_ensure_sessions_table",
    "011_add_unique_active_session_constraint",
    "012_add_session_rpc_debugging",
}
FIRST_OF_OTHERS = "500_"
"""From here on migrations are of whoever extends relais: no update takes their numbers (docs/extend/tool.md)."""

LONGEST = 70

WATCHES_THE_CLOCK = {"cleanup_some_references", "cleanup_some_sessions"}
"""They stop after so long, and have to look at the clock while they run."""

_CREATED = re.compile(r"^create or replace function (\w+)\(", re.MULTILINE)
_STATE = re.compile(r"\b(now\(\)|current_timestamp|clock_timestamp\(\))")


def _header(sql: str) -> str:
    return "\n".join(line for line in sql[: sql.index("create or replace")].splitlines() if line.startswith("--"))


def test_the_files_that_the_contract_names_are_there() -> None:
    assert {path.stem for path in MIGRATIONS} >= NAMED_BY_THE_CONTRACT


def test_migrations_are_numbered_without_a_gap() -> None:
    ours = [path.name[:4] for path in MIGRATIONS if path.name < FIRST_OF_OTHERS]
    assert ours == [f"{number:03}_" for number in range(len(ours))]


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: path.stem)
def test_a_migration_is_named_explained_and_tells_the_rest_interface(path: Path) -> None:
    sql = path.read_text(encoding="utf-8")
    assert re.fullmatch(r"\d{3}_[a-z][a-z0-9_]*\.sql", path.name)
    assert sql.startswith("-- ")
    assert sql.endswith("\nnotify pgrst, 'reload schema';\n")


@pytest.mark.parametrize("path", MIGRATIONS + FUNCTIONS, ids=lambda path: path.stem)
def test_a_file_leaves_transactions_to_whoever_runs_it(path: Path) -> None:
    statements = re.sub(r"\$\$.*?\$\$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"^\s*(begin|commit|rollback)\s*;|concurrently", statements, re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("path", FUNCTIONS, ids=lambda path: path.stem)
def test_a_function_file_holds_the_function_of_its_name_under_a_header(path: Path) -> None:
    sql = path.read_text(encoding="utf-8")
    header = _header(sql)
    assert _CREATED.findall(sql) == [path.stem]
    assert header.startswith(f"-- {path.stem}: ")
    if "returns trigger" in sql:
        assert f"create or replace trigger {path.stem}" in sql
        assert "trigger of " in header
    else:
        assert re.findall(r"^-- (in|out|caller): ", header, re.MULTILINE) == ["in", "out", "caller"]
    assert len(sql.splitlines()) <= LONGEST


@pytest.mark.parametrize("path", FUNCTIONS, ids=lambda path: path.stem)
def test_a_raised_error_is_one_of_ours_and_stands_in_the_header(path: Path) -> None:
    sql = path.read_text(encoding="utf-8")
    raised = set(re.findall(r"errcode = '(\w+)'", sql))
    assert raised <= {"RL001", "RL002", "RL003"}
    assert raised <= set(re.findall(r"RL00\d", _header(sql)))
    assert sql.count("raise exception") == len(re.findall(r"errcode = ", sql))


@pytest.mark.parametrize(
    "path", [path for path in FUNCTIONS if path.stem not in WATCHES_THE_CLOCK], ids=lambda path: path.stem
)
def test_a_function_takes_the_clock_once(path: Path) -> None:
    body = path.read_text(encoding="utf-8").replace("v_now timestamptz := now()", "")
    body = re.sub(r"v_now\s+timestamptz := now\(\)", "", body)
    body = re.sub(r"'(?:[^']|'')*'", "''", re.sub(r"--.*", "", body))
    assert len(_STATE.findall(body)) <= ("language sql" in body)  # one expression cannot take it twice
