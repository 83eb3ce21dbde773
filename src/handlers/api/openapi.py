"""The description of the API, OpenAPI 3.1: made from the same table as its routes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from handlers.api.operation import Operation
from handlers.api.refusals import REFUSALS

_SCHEMAS = "#/components/schemas/"


class Refused(BaseModel):
    """Why there is no answer: a stable code, and a sentence for a person."""

    code: str
    message: str


class Refusal(BaseModel):
    """What every status but 200 says."""

    error: Refused


def describe(operations: Sequence[Operation[Any]]) -> dict[str, Any]:
    """Return the document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "relais",
            "version": version("relais"),
            "description": "The operator's API. Times are UTC, amounts US dollars; lists are read by their cursors.",
        },
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "The setting `ADMIN_TOKEN`."}
            },
            "responses": {str(status): _refusal(status) for status in REFUSALS},
            "schemas": _schemas([Refusal, *(one.tells for one in operations if one.tells)]),
        },
    }


def _operation(operation: Operation[Any]) -> dict[str, Any]:
    asked = operation.asks.model_json_schema()
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": list(_parameters(operation, asked)),
        "responses": {
            **_told(operation),
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in operation.statuses},
        },
    }
    if operation.in_body:
        described["requestBody"] = _body(operation, asked)
    return described


def _parameters(operation: Operation[Any], asked: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for name, schema in asked.get("properties", {}).items():
        if name not in operation.in_body:
            place = "path" if name in operation.in_path else "query"
            yield {"name": name, "in": place, "required": name in asked.get("required", ()), "schema": _plain(schema)}


def _body(operation: Operation[Any], asked: dict[str, Any]) -> dict[str, Any]:
    properties = {name: _plain(asked["properties"][name]) for name in asked["properties"] if name in operation.in_body}
    schema = {
        "type": "object",
        "properties": properties,
        "required": [name for name in asked["required"] if name in properties],
        "additionalProperties": False,
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave out what only repeats the name, and the default that says "not given"."""
    return {key: value for key, value in schema.items() if key != "title" and (key, value) != ("default", None)}


def _told(operation: Operation[Any]) -> dict[str, Any]:
    if operation.tells:
        told = _content(operation.tells.__name__, operation.tells.__doc__ or "")
        return {str(status): told for status in (200, *operation.alike)}
    return {
        "200": {"description": "The file, of whatever type its sender gave it.", "content": {"*/*": {}}},
        "302": {"description": "The file lies at `Location`, which can be read for five minutes."},
    }


def _refusal(status: int) -> dict[str, Any]:
    return _content(Refusal.__name__, REFUSALS[status][1])


def _content(model: str, description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": {"$ref": _SCHEMAS + model}}}}


def _schemas(models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    mode: JsonSchemaMode = "serialization"
    _, found = models_json_schema([(model, mode) for model in dict.fromkeys(models)], ref_template=_SCHEMAS + "{model}")
    schemas: dict[str, Any] = found["$defs"]
    return schemas
