"""All that listens: what answers without a credential is listed here, everything else does not; and what is told away."""

from __future__ import annotations

import stat
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from handlers import ROUTES, SIMULATOR_ROUTES
from tests.api.operator import BEARER, TOKEN, UNKNOWN
from tests.conftest import Logged, OpenHouse
from tests.door.conftest import dsn, shared_dsn
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.house import House
from tests.phones import JEAN
from tests.security import hostile

__all__ = ["dsn", "shared_dsn"]

pytestmark = on_one_server

PUBLIC = {
    "/",  # leads to the console
    "/webhook/whatsapp",  # signed
    "/webhook/twilio",  # signed
    "/webhook/twilio/status",  # signed
    "/health/live",
    "/health/ready",
    "/metrics",
    "/api/openapi.json",
    "/console/login",
    "/console/goodbye",
    "/console/static/{file}",
}
"""What answers without the admin token. A new route stands here, or it needs the token."""

PRIVATE = sorted({(route.method, route.path) for route in ROUTES if route.path not in PUBLIC})


@pytest.fixture
async def door(house_of: OpenHouse) -> AsyncGenerator[House]:
    async with house_of(role="door", admin_token=TOKEN) as opened:
        yield opened


async def test_everything_else_needs_the_admin_token(door: House) -> None:
    refusals = {}
    for method, path in PRIVATE:
        asked = path.replace("{id}", UNKNOWN).replace("{id:.+}", UNKNOWN).replace("{path:.*}", "nothing")
        answer = await door.http.request("GET" if method == "*" else method, asked, follow_redirects=False)
        to_log_in = answer.status_code == 303 and answer.headers["Location"].startswith("/console/login")
        if not to_log_in and answer.status_code != 401:
            refusals[method, path] = answer.status_code
    assert refusals == {}


FORMS = sorted(
    {route.path for route in ROUTES if route.method == "POST" and route.path.startswith("/console")} - PUBLIC
)


async def test_a_form_that_another_page_sends_does_nothing(door: House) -> None:
    attempts: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
        ({"x": ""}, {}),
        ({"form_token": "0" * 64}, {}),
        ({"x": ""}, {"Origin": "https://evil.example"}),
    )
    async with httpx.AsyncClient(base_url=door.address) as browser:
        assert (await browser.post("/console/login", data={"token": TOKEN})).status_code == 303
        for path in FORMS:
            for fields, headers in attempts:
                answer = await browser.post(path.replace("{id}", UNKNOWN), data=fields, headers=headers)
                assert answer.status_code == 403, path
    assert len(FORMS) > 5


async def test_the_api_takes_no_cookie(door: House) -> None:
    """So that no page of another site can use an operator's log-in there."""
    async with httpx.AsyncClient(base_url=door.address) as browser:
        await browser.post("/console/login", data={"token": TOKEN})
        assert (await browser.get("/api/v1/sessions")).status_code == 401


GUESSES = ["", "Bearer", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", f"Basic {TOKEN}", f"Bearer {TOKEN}, x",
           f"Bearer {TOKEN.swapcase()}", f"Bearer {TOKEN} {TOKEN}", TOKEN, "Bearer \u00e9"]  # fmt: skip


async def test_a_token_is_whole_or_wrong_and_guesses_are_logged(door: House, logged: Logged) -> None:
    for guess in GUESSES:
        answer = await door.http.get("/api/v1/sessions", headers={b"Authorization": guess.encode()})
        assert answer.status_code == 401, guess
        assert TOKEN not in answer.text
    assert len(logged("api.refused")) == len([guess for guess in GUESSES if guess.partition(" ")[2].strip()])


PASSED_ON = {
    "through a proxy": {"X-Forwarded-For": "203.0.113.7"},
    "by another name": {"Host": "rebound.example"},
    "by a name that is none": {"Host": "[bad"},
    "from another page": {"Sec-Fetch-Site": "cross-site"},
    "from a page without an origin": {"Origin": "null"},
    "from an origin that is none": {"Origin": "http://[bad"},
}


async def test_without_a_token_nobody_else_is_let_in(house_of: OpenHouse, logged: Logged) -> None:
    async with house_of(role="door") as door:
        for how, headers in PASSED_ON.items():
            assert (await door.http.get("/api/v1/sessions", headers=headers)).status_code == 401, how
            assert (await door.http.get("/console", headers=headers)).status_code == 303, how
            assert (await door.http.post("/console/login", headers=headers, data={})).status_code in {403, 422}, how
            if not headers.keys() & {"Sec-Fetch-Site", "Origin"}:
                assert (await door.http.get("/simulator/people", headers=headers)).status_code == 403, how
    assert logged("error.unexpected") == []


async def test_the_simulator_is_for_this_machine_unless_it_was_switched_on(house_of: OpenHouse) -> None:
    passed_on = {"X-Forwarded-For": "203.0.113.7"}
    async with house_of(role="door") as door:
        for route in SIMULATOR_ROUTES:
            asked = route.path.replace("{file}", "simulator.css").replace("{id}", UNKNOWN)
            answer = await door.http.request(route.method, asked, headers=passed_on)
            assert answer.status_code == 403, route
    async with house_of(role="door", simulator=True) as door:
        assert (await door.http.get("/simulator", headers=passed_on)).status_code == 200


async def test_in_production_there_is_no_simulator(house_of: OpenHouse) -> None:
    async with house_of(role="door", environment="production", admin_token=TOKEN) as door:
        for route in SIMULATOR_ROUTES:
            answer = await door.http.request(route.method, route.path.replace("{file}", "simulator.css"))
            assert answer.status_code == 404, route


async def test_no_name_leads_out_of_its_folder(door: House) -> None:
    async with httpx.AsyncClient(headers=BEARER) as client:
        for folder in ("/console/static/", "/simulator/static/", "/simulator/files/", "/api/v1/media/"):
            for path in hostile.PATHS:
                asked = httpx.URL(door.address).copy_with(raw_path=f"{folder}{path}".encode())
                answer = await client.get(asked)
                assert answer.status_code in {400, 401, 403, 404, 422}, asked
                assert "root:" not in answer.text
                assert "import" not in answer.text


async def test_what_is_kept_on_the_disk_is_its_owners(house_of: OpenHouse, tmp_path: Path) -> None:
    async with house_of(role="door", data_dir=tmp_path, spool_dir=str(tmp_path / "spool")) as door:
        await door.rows.run("alter table inbox rename to away")
        await door.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
    kept = [path for path in (tmp_path / "spool").rglob("*") if path.is_file()]
    assert kept
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700
