"""Every route: the doors with their docstrings, the API with its description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from aiohttp import web

from handlers import ROUTES, SIMULATOR_ROUTES
from handlers.api import OPERATIONS
from handlers.api.openapi import describe
from handlers.api.operation import Operation
from tests.docs.reference.tables import code, table

HEAD = """\
# HTTP

For whoever calls relais, or stands a proxy in front of it.

This page is made of the tables of routes (`src/handlers/__init__.py`, `src/handlers/api/__init__.py`) by `python -m tests.docs.generate`.

## Doors

"""

API = """
## The operator's API

`Authorization: Bearer` with `ADMIN_TOKEN`; without one, in development, the loopback may ask.
`GET /api/openapi.json` describes all of it for machines and needs no token.
Errors are `{"error": {"code", "message"}}`; lists are `{"items", "next_cursor"}`, and `cursor` takes the `next_cursor` of the page before.
"""


def http() -> str:
    """Return the page."""
    parts = [
        HEAD,
        table(("route", "does"), _doors(ROUTES)),
        "\n\n## The simulator\n\nOnly where `SIMULATOR` is on.\n\n",
    ]
    parts += [table(("route", "does"), _doors(SIMULATOR_ROUTES)), "\n", API]
    description = describe(OPERATIONS)
    parts += [_operation(one, description["paths"][one.path][one.method.lower()]) for one in OPERATIONS]
    return "".join(parts)


def _doors(routes: Iterable[web.AbstractRouteDef]) -> Iterator[tuple[str, str]]:
    for route in routes:
        if isinstance(route, web.RouteDef) and not route.path.startswith("/api/"):
            yield code(f"{route.method} {route.path}"), _told(route)


def _told(route: web.RouteDef) -> str:
    """Return what its docstring says, without the route that many begin with."""
    if route.path.startswith(("/webhook/", "/simulator/messages")) and route.method == "POST":
        return "Verify, parse, write down, answer: 200 once everything is durable, else 400, 403, 413 or 503."
    said = " ".join((route.handler.__doc__ or "").split())
    told = said.partition(": ")[2] if said.startswith(_METHODS) else said
    return told[:1].upper() + told[1:] or "–"


_METHODS = ("GET ", "POST ", "PUT ", "DELETE ")


def _operation(operation: Operation[Any], described: dict[str, Any]) -> str:
    rows = [
        *((code(one["name"]), one["in"], _type(one["schema"])) for one in described["parameters"]),
        *_body(described),
    ]
    asked = f"\n{table(('value', 'stands in the', 'is'), rows)}\n" if rows else ""
    refused = ", ".join(map(str, operation.statuses))
    return f"\n### `{operation.method} {operation.path}`\n\n{operation.summary}.\n{asked}\nRefusals: {refused}.\n"


def _body(described: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    content = described.get("requestBody", {}).get("content", {})
    for name, schema in content.get("application/json", {}).get("schema", {}).get("properties", {}).items():
        yield code(name), "body", _type(schema)


def _type(schema: dict[str, Any]) -> str:
    kinds = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    said = [" or ".join(map(code, one["enum"])) if "enum" in one else _limited(one) for one in kinds]
    default = f", {code(schema['default'])} by default" if schema.get("default") else ""
    return " or ".join(said) + default


def _limited(schema: dict[str, Any]) -> str:
    limits = [f"{word} {schema[key]}" for key, word in _LIMITS.items() if key in schema]
    kind = schema.get("format") or schema.get("type", "any")
    return f"{kind} ({', '.join(limits)})" if limits else str(kind)


_LIMITS = {
    "minimum": "at least",
    "maximum": "at most",
    "minLength": "characters at least",
    "maxLength": "characters at most",
}
