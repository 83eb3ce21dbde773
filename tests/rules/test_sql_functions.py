"""The database is the API: one function per file, called by its own name and with its own argument names."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.rules.checkout import FUNCTIONS, SRC, functions, modules
from tests.rules.sql import signatures

FILES = sorted(path.stem for path in FUNCTIONS.glob("*.sql"))

PUBLIC = {
    "get_or_create_session": "(p_subcontractor_id uuid) returns uuid",
    "get_session_by_id": "(p_session_id uuid) returns setof conversation_sessions",
    "end_session": "(p_session_id uuid, p_reason text) returns boolean",
    "select_project": "(p_subcontractor_id uuid, p_project_id uuid) returns boolean",
    "restore_project": "(p_subcontractor_id uuid) returns uuid",
    "cleanup_expired_sessions": "(p_cutoff_days int default 7) returns int",
    "cleanup_stale_project_references": "() returns int",
    "restore_session_snapshot": "(p_session_id uuid) returns boolean",
    "check_integrity": "() returns table (check_name text, status text, found bigint, detail text)",
}
"""Contract §5: what anyone may call, from the SQL editor too."""

OTHER_NAMES = {"find": "find_content", "save": "save_content", "forget": "forget_content"}
"""Methods of the store that follow a Protocol of `services.interfaces` and so are not named like their function."""


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_function_is_as_the_contract_says(name: str) -> None:
    [found] = signatures(name)
    arguments = ", ".join(f"{argument} {declared}" for argument, declared in found.arguments.items())
    assert f"({arguments}) returns {found.returns}" == PUBLIC[name]


@pytest.mark.parametrize("name", FILES)
def test_a_file_defines_the_function_of_its_name(name: str) -> None:
    assert [found.name for found in signatures(name)] == [name]
    assert (FUNCTIONS / f"{name}.sql").read_text(encoding="utf-8").startswith(f"-- {name}: ")


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_what_goes_in_and_comes_out(name: str) -> None:
    [found] = signatures(name)
    text = (FUNCTIONS / f"{name}.sql").read_text(encoding="utf-8")
    expected = [] if found.returns == "trigger" else ["-- in: ", "-- out: ", "-- caller: "]
    assert [line for line in expected if f"\n{line}" not in text] == []


VERBS = [
    method
    for path, tree in modules(SRC).items()
    if path.startswith("services/store/")
    for node in tree.body
    if isinstance(node, ast.ClassDef) and node.name.endswith("Verbs")
    for method in functions(node)
]
"""Every method of the classes that `Store` is made of."""


def _calls() -> Iterator[tuple[str, str, set[str]]]:
    """Yield method, SQL function and argument names of each call in the store."""
    for method in VERBS:
        for node in ast.walk(method):
            match node:
                case ast.Call(args=[ast.Constant(value=str(function))], keywords=keywords):
                    yield method.name, function, {keyword.arg for keyword in keywords if keyword.arg}


CALLS = sorted(_calls(), key=lambda call: call[0])


@pytest.mark.parametrize(("method", "function", "given"), CALLS, ids=[call[0] for call in CALLS])
def test_the_store_calls_a_function_by_its_name(method: str, function: str, given: set[str]) -> None:
    assert function == OTHER_NAMES.get(method, method)
    assert function in FILES
    [found] = signatures(function)
    assert found.required <= given <= found.arguments.keys()


def test_every_public_method_of_the_store_calls_one_function() -> None:
    public = sorted(method.name for method in VERBS if not method.name.startswith("_"))
    assert [method for method, _function, _given in CALLS] == public
