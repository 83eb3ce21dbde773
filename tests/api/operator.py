"""Who bears the token."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx

from handlers.api import OPERATIONS
from tests.house import House

TOKEN = "0perator"
BEARER = {b"Authorization": f"Bearer {TOKEN}".encode()}

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Calls below /api/v1; what is told must be as the description says."""

    house: House

    async def asks(self, path: str, method: str = "GET", **said: Any) -> httpx.Response:
        """Return whatever is answered."""
        answer = await self.house.http.request(method, f"/api/v1/{path}", headers=BEARER, **said)
        if answer.status_code == 200:
            _check(method, answer)
        return answer

    async def gets(self, path: str, **query: Any) -> Any:
        """Return what is told."""
        answer = await self.asks(path, params=query or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def posts(self, path: str, **body: Any) -> Any:
        """Do something and return what is told."""
        answer = await self.asks(path, "POST", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def session(self) -> str:
        """Return the id of the session that began last."""
        return str(await self.house.rows.value("select id from conversation_sessions order by started_at desc limit 1"))

    async def audited(self) -> list[str]:
        """Return what the audit log says, in order."""
        return await self.house.rows.column("select action from audit_log order by id")


def _check(method: str, answer: httpx.Response) -> None:
    [tells] = [one.tells for one in OPERATIONS if one.method == method and _is_at(one.path, answer.url.path)]
    assert tells is not None
    tells.model_validate_json(answer.content, strict=True)


def _is_at(path: str, asked: str) -> bool:
    return re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), asked) is not None
