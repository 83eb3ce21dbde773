"""A leaked anonymous key sees nothing over REST: no table, no view, no function, whichever will be added."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.rows import Rows
from tests.supabase.conftest import Project, key
from tests.supabase.test_every_verb import NEUTRAL

TABLES = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
RELATIONS = TABLES.replace("('r', 'p')", "('r', 'p', 'v', 'm', 'f')")
FUNCTIONS = """
    select p.proname, coalesce(p.proargnames[1:p.pronargs], '{}') as names,
           array(select format_type(t, null) from unnest(p.proargtypes) with ordinality a (t, n) order by n) as types
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype order by 1
"""
TYPES = NEUTRAL | {"timestamp with time zone": "2026-01-01T00:00:00Z", "date": "2026-01-01", "uuid[]": []}

CLOSED = {401, 403}
STRANGERS = {
    "anonymous": {"Authorization": f"Bearer {key('anon')}"},
    "logged in": {"Authorization": f"Bearer {key('authenticated')}"},
    "without a key": {},
}
OURS = {"Authorization": f"Bearer {key('service_role')}"}


def _http(project: Project, headers: dict[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{project.rest_port}", headers=headers)


def _arguments(function: dict[str, Any]) -> dict[str, Any]:
    return {name: TYPES.get(kind) for name, kind in zip(function["names"], function["types"], strict=True)}


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS)
async def test_a_stranger_sees_no_table_and_no_view(project: Project, rows: Rows, headers: dict[str, str]) -> None:
    names = await rows.column(RELATIONS)
    tables = await rows.column(TABLES)
    assert {"subcontractors", "messages", "inbox"} <= set(tables) <= set(names)
    async with _http(project, headers) as http:
        seen = {name: (await http.get(f"/{name}")).status_code for name in names}
        written = {name: (await http.delete(f"/{name}")).status_code for name in tables}
    assert {name: code for name, code in seen.items() if code not in CLOSED} == {}
    assert {name: code for name, code in written.items() if code not in CLOSED} == {}


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS)
async def test_a_stranger_calls_no_function(project: Project, rows: Rows, headers: dict[str, str]) -> None:
    functions = await rows.all(FUNCTIONS)
    assert {"get_or_create_session", "claim_turns", "debug_notice"} <= {found["proname"] for found in functions}
    async with _http(project, headers) as http:
        codes = {
            found["proname"]: (await http.post(f"/rpc/{found['proname']}", json=_arguments(found))).status_code
            for found in functions
        }
    assert {name: code for name, code in codes.items() if code not in CLOSED} == {}


async def test_the_service_key_sees_every_table(project: Project, rows: Rows) -> None:
    async with _http(project, OURS) as http:
        seen = {name: (await http.get(f"/{name}?limit=1")).status_code for name in await rows.column(RELATIONS)}
    assert set(seen.values()) == {200}
    assert len(seen) > 20


async def test_rows_stay_hidden_from_whoever_was_granted_them(project: Project, rows: Rows) -> None:
    await rows.run("grant select on subcontractors to anon")
    try:
        async with _http(project, STRANGERS["anonymous"]) as http:
            answer = await http.get("/subcontractors")
        assert (answer.status_code, answer.json()) == (200, [])
    finally:
        await rows.run("revoke select on subcontractors from anon")
