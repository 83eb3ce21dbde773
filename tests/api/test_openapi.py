"""The description of the API, and the API asked for everything that its description allows, and for what it forbids."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from handlers.api import OPERATIONS
from tests.api.operator import TOKEN
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import WIRES, Phone

ROUTES = [
    ("GET", "/api/v1/sessions"),
    ("GET", "/api/v1/sessions/{id}"),
    ("GET", "/api/v1/sessions/{id}/messages"),
    ("POST", "/api/v1/sessions/{id}/messages"),
    ("POST", "/api/v1/sessions/{id}/end"),
    ("POST", "/api/v1/sessions/{id}/handoff"),
    ("POST", "/api/v1/sessions/{id}/release"),
    ("GET", "/api/v1/search"),
    ("POST", "/api/v1/projects/{id}/select"),
    ("GET", "/api/v1/subcontractors/{id}/export"),
    ("DELETE", "/api/v1/subcontractors/{id}"),
    ("GET", "/api/v1/dead"),
    ("POST", "/api/v1/dead/{id}/requeue"),
    ("GET", "/api/v1/messages/{id}/story"),
    ("GET", "/api/health/session"),
]
"""Contract §4."""


def test_every_route_of_the_contract_is_in_the_table() -> None:
    assert set(ROUTES) - {(operation.method, operation.path) for operation in OPERATIONS} == set()


SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
    "use_after_free",
]


@on_one_server
async def test_the_description_needs_no_token(house: House) -> None:
    answer = await house.http.get("/api/openapi.json")

    assert answer.status_code == 200
    described = answer.json()
    assert described["openapi"] == "3.1.0"
    assert {(method.upper(), path) for path, methods in described["paths"].items() for method in methods} >= set(ROUTES)
    assert described["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


@on_one_server
async def test_it_answers_as_it_is_described_whatever_it_is_asked(house: House, tmp_path: Path) -> None:
    await _something_to_read(house)
    process = await asyncio.create_subprocess_exec(
        SCHEMATHESIS,
        "run",
        f"{house.address}/api/openapi.json",
        f"--header=Authorization: Bearer {TOKEN}",
        f"--checks={','.join(CHECKS)}",
        "--seed=1",
        "--max-examples=5",
        "--generation-database=none",
        "--no-color",
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()

    assert process.returncode == 0, said.decode()


async def _something_to_read(house: House) -> None:
    for number in range(1, 4):
        person = Phone(house=house, wire=WIRES["cloud"], number=f"+3360000000{number}")
        await person.says("Bonjour")
        await person.says("mes chantiers")
