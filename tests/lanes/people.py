from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from tests.rows import Rows

JEANS_ID = "50000000-0000-4000-8000-000000000001"


async def register(rows: Rows, count: int) -> list[str]:
    """Register people whom nobody has seen yet; return their phones."""
    return await rows.column(
        "insert into subcontractors (phone, name) "
        "select '+3361' || lpad(n::text, 7, '0'), 'Person ' || n from generate_series(1, $1) n returning phone",
        count,
    )


async def damage(rows: Rows, *tolerated: str) -> list[dict[str, Any]]:
    """Return every check that finds something wrong in the rows, but for those of `tolerated`.

    A function that a test took away is no damage.
    """
    found = await rows.all("select * from check_integrity() where status <> 'ok'")
    return [check for check in found if check["check_name"] not in {"missing_functions", *tolerated}]


@asynccontextmanager
async def locked(dsn: str, phone: str) -> AsyncGenerator[None]:
    """Hold a person's row, so that a turn of theirs takes as long as the block."""
    async with Rows(dsn) as holder:
        await holder.run("begin")
        await holder.run("select from subcontractors where phone = $1 for update", phone)
        yield
