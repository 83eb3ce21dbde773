"""One row of the API's table. The route that answers and the description of it are both made from the row."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, cast

import orjson
from aiohttp import web
from pydantic import BaseModel, ValidationError

from events import Event, log
from handlers.api.asks import Asked
from handlers.api.refusals import EVERYWHERE, ApiError

AskedT = TypeVar("AskedT", bound=Asked)

_JSON = re.compile(r"application/(octet-stream|json|[\w.-]+\+json)")
"""Without a content type the body is taken for JSON; what a web page may post anywhere (forms, plain text) is not."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[AskedT]):
    """What is asked and told at one address.

    `tells` is None where a file is handed out. `refuses` are the statuses that cannot be told from the rest; those of
    `alike` tell the same as 200.
    """

    method: Literal["GET", "POST", "DELETE"]
    path: str
    handle: Callable[[web.Application, AskedT], Awaitable[Any]]
    asks: type[AskedT]
    tells: type[BaseModel] | None
    refuses: tuple[int, ...] = ()
    alike: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What the log and the description call it."""
        return self.handle.__name__

    @property
    def summary(self) -> str:
        """What it does, in the words of the function that does it."""
        return (self.handle.__doc__ or "").rstrip(".")

    @property
    def in_path(self) -> set[str]:
        """The fields that the path names."""
        return set(re.findall(r"{(\w+)}", self.path))

    @property
    def in_body(self) -> set[str]:
        """The fields of a POST that the path does not name."""
        return set(self.asks.model_fields) - self.in_path if self.method == "POST" else set()

    @property
    def statuses(self) -> list[int]:
        """Every status of a refusal."""
        unknown, large = (404,) if self.in_path else (), (413,) if self.in_body else ()
        return sorted({*EVERYWHERE, *unknown, *large, *self.refuses} - {*self.alike})

    async def answer(self, request: web.Request) -> Any:
        """Read what is asked and return what is told; what an operator did is logged."""
        asked = await self._read(request)
        told = await self.handle(request.app, asked)
        if self.method != "GET":
            log(Event.OPERATOR_ACTED, action=self.name, target=_target(request, told))
        return told

    async def _read(self, request: web.Request) -> AskedT:
        query = self._query(request)
        said = await _body(request) if self.in_body else {}
        if self.in_path & {*query, *said}:
            raise ApiError(422, "the id stands in the path")
        try:
            return self.asks.model_validate({**query, **said, **request.match_info})
        except ValidationError as error:
            raise ApiError(422, _sentence(error)) from None

    def _query(self, request: web.Request) -> dict[str, str]:
        """Return the values of the query; an empty one that is not needed was not given."""
        if len(set(request.query)) < len(request.query):
            raise ApiError(422, "a value of the query is given twice")
        if self.in_body & set(request.query):
            raise ApiError(422, "the values of a POST stand in its body")
        return {name: value for name, value in request.query.items() if value or self._needs(name)}

    def _needs(self, name: str) -> bool:
        field = self.asks.model_fields.get(name)
        return field is None or field.is_required()


def _target(request: web.Request, told: dict[str, Any]) -> str:
    """Return whom the log names: an erasure's receipt, which beside the id would lead back to the person."""
    return str(told.get("receipt") or request.match_info["id"])


_SENTENCES = {
    "extra_forbidden": "this is not known here",
    "missing": "this is needed",
    "string_pattern_mismatch": "this text cannot be used: it is empty, or holds a character that no text holds",
}
"""What pydantic finds wrong, in words for whoever asks."""


async def _body(request: web.Request) -> dict[str, Any]:
    if not _JSON.fullmatch(request.content_type):
        raise ApiError(422, "the body must be JSON: say Content-Type: application/json")
    try:
        said: Any = orjson.loads(await request.read())
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413) from None
    except (ConnectionError, web.RequestPayloadError):
        raise ApiError(422, "the body broke off") from None
    except orjson.JSONDecodeError as error:
        raise ApiError(422, f"the body is no JSON: {error.msg}") from None
    if not isinstance(said, dict):
        raise ApiError(422, "the body must be a JSON object")
    return cast("dict[str, Any]", said)


def _sentence(error: ValidationError) -> str:
    """Say what is wrong with each value, without repeating it."""
    wrong = {str(item["loc"][0]): _SENTENCES.get(item["type"], item["msg"]) for item in reversed(error.errors())}
    return "; ".join(f"{name}: {said.removeprefix('Value error, ')}" for name, said in sorted(wrong.items()))
