"""Who may ask, and what is refused: the same at every address, in the same shape."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from handlers.api import OPERATIONS
from tests.api.operator import BEARER, UNKNOWN, Operator
from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.house import House
from tests.postgres import TestServer

pytestmark = on_one_server

BODIES: dict[str, dict[str, str]] = {
    "answer_as_human": {"text": "Bonjour"},
    "end_session": {"reason": "operator"},
    "select_project": {"subcontractor_id": UNKNOWN},
}
QUERIES = {"search_messages": {"q": "dalle"}}

WITH_AN_ID = [operation for operation in OPERATIONS if operation.in_path]


def _checked(answer: httpx.Response) -> tuple[int, str]:
    """Return status and code of a refusal that has the right shape."""
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json()
    assert list(told) == ["error"]
    assert sorted(told["error"]) == ["code", "message"]
    assert all(isinstance(said, str) and said for said in told["error"].values())
    return answer.status_code, told["error"]["code"]


async def _asked(house: House, operation: Any, message_id: str, headers: Any = BEARER) -> tuple[int, str]:
    """Call an operation as well as can be, but for the id and the token."""
    return _checked(
        await house.http.request(
            operation.method,
            operation.path.replace("{id}", message_id),
            params=QUERIES.get(operation.name),
            json=BODIES.get(operation.name),
            headers=headers,
        )
    )


TOKENS: dict[str, dict[bytes, bytes]] = {
    "no token": {},
    "a wrong token": {b"Authorization": b"Bearer operator"},
    "an empty token": {b"Authorization": b"Bearer"},
    "another scheme": {b"Authorization": b"Basic " + BEARER[b"Authorization"].partition(b" ")[2]},
    "a token of bytes": {b"Authorization": b"Bearer \xff\xfe"},
}


async def test_nobody_asks_without_the_token(house: House) -> None:
    answers = {
        (name, one.name): await _asked(house, one, UNKNOWN, headers)
        for name, headers in TOKENS.items()
        for one in OPERATIONS
    }
    elsewhere = await house.http.get("/api/v1/nothing")

    assert {asked: answer for asked, answer in answers.items() if answer != (401, "unauthorized")} == {}
    assert _checked(elsewhere) == (401, "unauthorized")
    assert elsewhere.headers["WWW-Authenticate"] == "Bearer"


MALFORMED_IDS = ["x", "0", "-1", "1e3", "9" * 19, "a%00b", "%FF", f"{UNKNOWN[:-1]}g", "😀"]


async def test_a_malformed_id_is_said_to_be_one(house: House) -> None:
    answers = {(given, one.name): await _asked(house, one, given) for given in MALFORMED_IDS for one in WITH_AN_ID}

    of_text = {given: answers.pop((given, "get_story")) for given in MALFORMED_IDS}
    assert {asked: answer for asked, answer in answers.items() if answer != (422, "malformed")} == {}
    assert of_text == dict.fromkeys(MALFORMED_IDS, (404, "not_found")) | {"a%00b": (422, "malformed")}


async def test_an_unknown_id_is_not_found(house: House) -> None:
    numbers = {"requeue_dead", "discard_dead"}
    answers = {one.name: await _asked(house, one, "4711" if one.name in numbers else UNKNOWN) for one in WITH_AN_ID}

    assert set(answers.values()) == {(404, "not_found")}
    assert await house.rows.value("select count(*) from audit_log") == 0


ELSEWHERE = {
    "no such address": ("GET", "/api/v1/nothing", 404, None),
    "the door itself": ("GET", "/api/", 404, None),
    "one address too deep": ("GET", f"/api/v1/sessions/{UNKNOWN}/messages/1", 404, None),
    "another method": ("DELETE", "/api/v1/sessions", 405, "GET, HEAD"),
    "another method for one of two": ("PUT", f"/api/v1/sessions/{UNKNOWN}/messages", 405, "GET, HEAD, POST"),
    "a method that nothing takes": ("TRACE", f"/api/v1/projects/{UNKNOWN}/select", 405, "POST"),
}


async def test_elsewhere(house: House) -> None:
    answers = {
        name: await house.http.request(method, path, headers=BEARER) for name, (method, path, *_) in ELSEWHERE.items()
    }

    assert {name: (_checked(answer)[0], answer.headers.get("Allow")) for name, answer in answers.items()} == {
        name: (status, allowed) for name, (_, _, status, allowed) in ELSEWHERE.items()
    }


MALFORMED_QUERIES = [
    "sessions?limit=0",
    "sessions?limit=201",
    "sessions?limit=1.0",
    "sessions?limit=%2B1",
    "sessions?limit=²",
    "sessions?limit=1&limit=2",
    "sessions?cursor=x",
    "sessions?cursor=WzFd",  # [1]
    "sessions?cursor=bnVsbA",  # null
    "sessions?cursor=é",
    "sessions?cursor=WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwiOTAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAxIl0",  # no zone
    "sessions?status=gone",
    "sessions?status=active%00",
    "sessions?phone=jean",
    "sessions?phone=%2B33",
    "sessions?colour=red",
    "dead?cursor=Wy0xXQ",  # [-1]
    "dead?cursor=WzFlMzBd",  # [1e30]
    "search",
    "search?q=a%00b",
    "search?q=a&cursor=WzFd",
    "search?q=a&cursor=WzFlOTk5LDFd",  # [1e999, 1]
    f"sessions/{UNKNOWN}/messages?after=1",
    f"sessions/{UNKNOWN}?id={UNKNOWN}",
]


async def test_a_malformed_query(operator: Operator) -> None:
    answers = {query: _checked(await operator.asks(query)) for query in MALFORMED_QUERIES}

    assert answers == dict.fromkeys(MALFORMED_QUERIES, (422, "malformed"))


EMPTY = ["sessions?phone=&status=&limit=&cursor=", "dead?limit=&cursor=", "search?q=&limit=&cursor=", "search?q=%20"]


async def test_an_empty_value_was_not_given(operator: Operator) -> None:
    told = {query: await operator.gets(query) for query in EMPTY}

    assert {query: (page["items"], page["next_cursor"]) for query, page in told.items()} == dict.fromkeys(
        EMPTY, ([], None)
    )


MALFORMED_BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{text: hello}",
    "half of it": b'{"text": "hel',
    "no object": b'["text"]',
    "null": b"null",
    "another type": b'{"text": 1}',
    "no text": b"{}",
    "an empty text": b'{"text": ""}',
    "a blank text": b'{"text": " \\n\\t\\u00a0"}',
    "a NUL": b'{"text": "a\\u0000b"}',
    "half a surrogate pair": b'{"text": "a\\ud800b"}',
    "no UTF-8": b'{"text": "caf\xe9"}',
    "too long a text": json.dumps({"text": "a" * 16_385}).encode(),
    "one field too many": b'{"text": "a", "colour": "red"}',
    "the id once more": json.dumps({"text": "a", "id": UNKNOWN}).encode(),
    "very deep": b"[" * 100_000,
}


@pytest.mark.parametrize("said", [{}, {b"Content-Type": b"application/json; charset=utf-8"}], ids=["untyped", "typed"])
async def test_a_malformed_body(house: House, said: dict[bytes, bytes]) -> None:
    answers = {name: _checked(await _answered(house, body, said)) for name, body in MALFORMED_BODIES.items()}

    assert answers == dict.fromkeys(MALFORMED_BODIES, (422, "malformed"))


async def _answered(house: House, body: bytes, said: dict[bytes, bytes]) -> httpx.Response:
    return await house.http.post(f"/api/v1/sessions/{UNKNOWN}/messages", content=body, headers=BEARER | said)


async def test_a_sound_body_without_a_type_is_json(house: House) -> None:
    assert _checked(await _answered(house, b'{"text": "a"}', {})) == (404, "not_found")


async def test_what_any_web_page_may_post_is_no_json(house: House) -> None:
    for content_type in (b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data"):
        answer = await _answered(house, b'{"text": "a"}', {b"Content-Type": content_type})
        assert _checked(answer) == (422, "malformed")


async def test_a_reason_of_nobody(operator: Operator) -> None:
    answer = await operator.asks(f"sessions/{UNKNOWN}/end", "POST", json={"reason": "boredom"})

    assert _checked(answer) == (422, "malformed")
    assert "reason" in answer.json()["error"]["message"]


async def test_a_body_that_is_too_large(operator: Operator) -> None:
    answer = await operator.asks(f"sessions/{UNKNOWN}/messages", "POST", json={"text": "a" * (3 << 20)})

    assert _checked(answer) == (413, "too_large")


async def test_while_the_database_is_away(house: House, server: TestServer, logged: Logged) -> None:
    with server.away():
        answers = await asyncio.gather(
            *(_asked(house, one, "1" if "dead" in one.name else UNKNOWN) for one in OPERATIONS if not one.alike)
        )

    assert set(answers) == {(503, "unavailable")}
    assert len(logged("database.unavailable")) == 1, "said once, and not to every caller"


async def test_while_the_database_is_behind(house: House) -> None:
    await house.rows.run("alter function list_dead(bigint, int) rename to list_dead_away")
    try:
        answer = await house.http.get("/api/v1/dead", headers=BEARER)
    finally:
        await house.rows.run("alter function list_dead_away(bigint, int) rename to list_dead")

    assert _checked(answer) == (503, "unavailable")


async def test_without_a_token_the_loopback_may_ask_but_no_foreign_web_page(house_of: OpenHouse) -> None:
    async with house_of() as house:
        sites: dict[str | None, int] = {None: 200, "none": 200, "same-origin": 200, "same-site": 401, "cross-site": 401}
        for site, status in sites.items():
            answer = await house.http.get("/api/v1/dead", headers={"Sec-Fetch-Site": site} if site else {})
            assert answer.status_code == status, site


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:8080"}, 200),
        ({"Host": "[::1]:8080"}, 200),
        ({"Host": "evil.example"}, 401),
        ({"Host": "127.0.0.1.evil.example"}, 401),
        ({"X-Forwarded-For": "203.0.113.9"}, 401),
        ({"Forwarded": "for=203.0.113.9"}, 401),
        ({"X-Real-IP": "203.0.113.9"}, 401),
    ],
    ids=["localhost", "six", "rebound", "suffix", "tunnel", "proxy", "nginx"],
)
async def test_without_a_token_nobody_asks_through_a_tunnel_or_by_another_name(
    house_of: OpenHouse, headers: dict[str, str], status: int
) -> None:
    async with house_of() as house:
        assert (await house.http.get("/api/v1/dead", headers=headers)).status_code == status
