"""The console's door: who gets in, for how long, and what others' pages and forms can do (nothing)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from handlers.console import CONSOLE_ROUTES, open_console
from handlers.console.access import COOKIE, Access
from handlers.console.keys import ACCESS
from handlers.console.pages import page
from handlers.console.seal import LIFE_SECONDS, Seal
from handlers.console.throttle import Throttle
from tests.conftest import Logged
from tests.console.operator import TOKEN, Operator

INSIDE = "/console/inside"
ELSEWHERE = {"Host": "console.example.com", "X-Forwarded-For": "203.0.113.7"}


@dataclass(slots=True)
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A console with one page, which needs no database, and a clock that is ours."""

    address: str
    clock: Clock
    clients: list[httpx.AsyncClient] = field(default_factory=list[httpx.AsyncClient])

    def somebody(self, **options: Any) -> Operator:
        client = httpx.AsyncClient(base_url=self.address, **options)
        self.clients.append(client)
        return Operator(http=client)


async def _show(_request: web.Request) -> Mapping[str, Any]:
    return {"status": "Inside", "sentence": "Here you are."}


async def _open(token: str | None) -> AsyncGenerator[Door]:
    clock, app = Clock(), web.Application()
    open_console(app, token, "Europe/Paris")
    seal = Seal(Seal.of(token).key, clock)
    app[ACCESS] = Access(token, seal, Throttle(clock))
    app.add_routes([web.get(INSIDE, page("trouble.html", _show)), *CONSOLE_ROUTES])
    async with TestServer(app) as server:
        door = Door(address=str(server.make_url("")), clock=clock)
        yield door
        for client in door.clients:
            await client.aclose()


@pytest.fixture
async def door() -> AsyncGenerator[Door]:
    async for opened in _open(TOKEN):
        yield opened


@pytest.fixture
async def open_door() -> AsyncGenerator[Door]:
    """A console without a token, as in development."""
    async for opened in _open(None):
        yield opened


def _cookie(answer: httpx.Response) -> str:
    return answer.headers["Set-Cookie"]


async def test_whoever_logged_in_sees_the_page_they_came_for(door: Door, logged: Logged) -> None:
    operator = door.somebody()
    sent_on = await operator.http.get(f"{INSIDE}?a=b")
    assert (sent_on.status_code, sent_on.headers["Location"]) == (303, f"/console/login?next={INSIDE}?a%3Db")
    assert f'name="next" value="{INSIDE}?a=b"' in await operator.page(sent_on.headers["Location"])

    let_in = await operator.log_in(next=f"{INSIDE}?a=b")
    assert (let_in.status_code, let_in.headers["Location"]) == (303, f"{INSIDE}?a=b")
    assert "Here you are." in await operator.page(INSIDE)
    assert [line["action"] for line in logged("operator.acted")] == ["log_in"]


async def test_the_cookie_is_of_no_use_to_scripts_and_other_sites(door: Door) -> None:
    plain = _cookie(await door.somebody().log_in())
    assert all(part in plain for part in ("HttpOnly", "SameSite=Lax", "Path=/console", f"Max-Age={LIFE_SECONDS}"))
    assert "Secure" not in plain, "a browser would not send it back over http"
    assert "Secure" in _cookie(await door.somebody(headers={"X-Forwarded-Proto": "https"}).log_in())
    assert TOKEN not in plain


@pytest.mark.parametrize("token", ["", "an operator's toke", TOKEN * 2, "ünïcode"])
async def test_a_wrong_token_opens_nothing(token: str, door: Door, logged: Logged) -> None:
    operator = door.somebody()
    refused = await operator.log_in(token)
    assert refused.status_code == 403
    assert "This is not the admin token." in refused.text
    assert "Set-Cookie" not in refused.headers
    assert (await operator.http.get(INSIDE)).status_code == 303
    assert len(logged("operator.refused")) == 1


async def test_five_wrong_tokens_cost_a_minute(door: Door) -> None:
    operator = door.somebody()
    assert [(await operator.log_in("wrong")).status_code for _ in range(6)] == [403] * 5 + [429]
    door.clock.now += 20
    slowed = await operator.log_in()
    assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "40")
    assert "wait 40 seconds" in slowed.text
    door.clock.now += 41
    assert (await operator.log_in()).status_code == 303
    assert (await door.somebody().log_in("wrong")).status_code == 403, "the right token has wiped the slate"


async def test_a_log_in_lasts_a_working_day(door: Door) -> None:
    operator = door.somebody()
    await operator.log_in()
    door.clock.now += LIFE_SECONDS - 1
    assert (await operator.http.get(INSIDE)).status_code == 200
    door.clock.now += 1
    assert (await operator.http.get(INSIDE)).status_code == 303
    assert (await operator.http.get("/console/live?topic=overview")).status_code == 401


FORGED: dict[str, Callable[[str], str]] = {
    "nothing": lambda _: "",
    "another expiry": lambda cookie: "9" + cookie,
    "another nonce": lambda cookie: cookie.replace(".", ".x", 1),
    "no signature": lambda cookie: cookie.rpartition(".")[0],
    "another signature": lambda cookie: cookie[:-1] + ("0" if cookie[-1] != "0" else "1"),
    "only dots": lambda _: "..",
    "of another token": lambda _: Seal(Seal.of("another token").key, Clock()).cookie(),
    "of no token": lambda _: Seal(Seal.of(None).key, Clock()).cookie(),
    "not ASCII": lambda cookie: "é." + cookie,
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_a_forged_cookie_opens_nothing(forge: Callable[[str], str], door: Door) -> None:
    operator = door.somebody()
    await operator.log_in()
    cookie = operator.http.cookies[COOKIE]
    forged = [(b"Cookie", f"{COOKIE}={forge(cookie)}".encode())]
    assert (await door.somebody().http.get(INSIDE, headers=forged)).status_code == 303


NEXT = {
    "/console": "/console",
    "/console?period=7d": "/console?period=7d",
    "/console/dead": "/console/dead",
    "//evil.example/console": "/console",
    "https://evil.example/console": "/console",
    "/\\evil.example": "/console",
    "/consolevil": "/console",
    "/console/../api": "/console/../api",
    "/console/login": "/console",
    "/console/goodbye": "/console",
    "/console/x\r\nSet-Cookie: a=b": "/console",
    "javascript:alert(1)": "/console",
    "": "/console",
}


@pytest.mark.parametrize(("asked", "expected"), NEXT.items(), ids=map(repr, NEXT))
async def test_the_way_on_never_leaves_this_host(asked: str, expected: str, door: Door) -> None:
    answer = await door.somebody().log_in(next=asked)
    assert answer.headers["Location"] == expected


async def test_logging_out_forgets_the_cookie(door: Door) -> None:
    operator = door.somebody()
    await operator.log_in()
    sent_on = await operator.send(await operator.page(INSIDE), "/console/logout")
    goodbye = await operator.http.get(sent_on.headers["Location"])
    assert goodbye.headers["Location"] == "/console/login"
    assert 'relais_console=""' in _cookie(goodbye)
    assert (await operator.http.get(INSIDE)).status_code == 303


FOREIGN = {
    "no form token": ({"form": "token"}, {}),
    "a wrong form token": ({"form_token": "0" * 64}, {}),
    "another log-in's": ({"form_token": "theirs"}, {}),
    "another site's page": ({"form_token": "ours"}, {"Sec-Fetch-Site": "cross-site"}),
    "a sister site's page": ({"form_token": "ours"}, {"Sec-Fetch-Site": "same-site"}),
    "an older browser on another site": ({"form_token": "ours"}, {"Origin": "https://evil.example"}),
    "a page without an origin": ({"form_token": "ours"}, {"Origin": "null"}),
}


@pytest.mark.parametrize(("fields", "headers"), FOREIGN.values(), ids=FOREIGN)
async def test_a_form_of_somebody_else_does_nothing(fields: Any, headers: Any, door: Door) -> None:
    operator, other = door.somebody(), door.somebody()
    await operator.log_in()
    await other.log_in()
    seal = Seal(Seal.of(TOKEN).key, door.clock)
    known = {"ours": operator, "theirs": other}
    sent = {
        name: seal.form_token(known[said].http.cookies[COOKIE]) if said in known else said
        for name, said in fields.items()
    }
    refused = await operator.http.post("/console/logout", data=sent, headers=headers)
    assert refused.status_code == 403
    assert "did not come from this console" in refused.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_site_can_neither_log_in_nor_out(site: str, door: Door) -> None:
    operator = door.somebody(headers={"Sec-Fetch-Site": site})
    assert (await operator.log_in()).status_code == 403
    goodbye = await operator.http.get("/console/goodbye")
    assert (goodbye.status_code, goodbye.headers.get("Set-Cookie")) == (403, None)


FORM = "application/x-www-form-urlencoded"
NO_FORMS = {
    "JSON": (b'{"token": "x"}', "application/json", 422),
    "no UTF-8": (b"token=\xff", FORM, 422),
    "no known charset": (b"token=x", f"{FORM}; charset=nothing", 422),
    "too large": (b"token=" + b"x" * 300_000, FORM, 413),
}


@pytest.mark.parametrize(("body", "kind", "status"), NO_FORMS.values(), ids=NO_FORMS)
async def test_what_is_no_form_is_refused(body: bytes, kind: str, status: int, door: Door) -> None:
    headers = {"Content-Type": kind}
    assert (await door.somebody().http.post("/console/login", content=body, headers=headers)).status_code == status


async def test_without_a_token_the_console_is_open_here_and_nowhere_else(open_door: Door) -> None:
    here = open_door.somebody()
    assert "Here you are." in await here.page(INSIDE)
    assert "Log out" not in await here.page(INSIDE)
    assert (await open_door.somebody(headers=ELSEWHERE).http.get(INSIDE)).status_code == 303
    assert "open on this machine only" in await open_door.somebody(headers=ELSEWHERE).page("/console/login")
    carried = {**ELSEWHERE, "Cookie": f"{COOKIE}={here.http.cookies[COOKIE]}"}
    assert (await open_door.somebody(headers=carried).http.get(INSIDE)).status_code == 303
    assert (await open_door.somebody(headers={"Sec-Fetch-Site": "cross-site"}).http.get(INSIDE)).status_code == 303
    assert (await open_door.somebody().log_in("")).status_code == 403, "no token is no empty token"


@pytest.mark.parametrize("address", ["/console/login", INSIDE, "/console/static/frame.css", "/console/static/live.js"])
async def test_pages_load_nothing_from_elsewhere(address: str, door: Door) -> None:
    operator = door.somebody()
    await operator.log_in()
    headers = (await operator.http.get(address)).headers
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert {policy[source] for source in ("script-src", "style-src", "connect-src", "form-action")} == {"'self'"}
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert headers["Cache-Control"] == ("no-cache" if "static" in address else "no-store")


@pytest.mark.parametrize("file", ["..%2f__init__.py", "%2e%2e/pages.py", "nothing.css", ".", "frame.css%00"])
async def test_files_of_nobody_are_found(file: str, door: Door) -> None:
    assert (await door.somebody().http.get(f"/console/static/{file}")).status_code in {403, 404}
