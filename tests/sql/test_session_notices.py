"""Migration 012: why did this person get a new session? Told on demand, silent otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rows import Rows
from tests.sql.demo import JEAN

GET = "select get_or_create_session($1)"
END = "select end_session($1, 'operator')"
STALE = "update conversation_sessions set last_message_at = now() - interval '30 hours'"


class Editor:
    """An SQL editor that shows notices."""

    def __init__(self, sql: Rows) -> None:
        self.sql = sql
        self._notices: list[str] = []
        sql._connection.add_log_listener(lambda _connection, said: self._notices.append(said.message))

    async def told(self, query: str, *values: Any) -> tuple[Any, list[str]]:
        """Return the value and what was noticed meanwhile."""
        self._notices.clear()
        return await self.sql.value(query, *values), list(self._notices)


@pytest.fixture
def editor(sql: Rows) -> Editor:
    return Editor(sql)


@pytest.mark.parametrize("switch", ["on", "true", "1"])
async def test_tells_why(editor: Editor, switch: str) -> None:
    await editor.sql.run(f"set relais.debug = '{switch}'")
    first, told = await editor.told(GET, JEAN)
    assert told == [f"Session lookup for {JEAN}: none", "Should create new: t", f"Created new session: {first}"]

    again, told = await editor.told(GET, JEAN)
    assert again == first
    assert told == [f"Session lookup for {JEAN}: {first}", "Should create new: f", f"Reusing session: {first}"]

    await editor.sql.run(STALE)
    second, told = await editor.told(GET, JEAN)
    assert told == [
        f"Session lookup for {JEAN}: {first}",
        "Should create new: t",
        f"Ended session: {first} (timeout)",
        f"Created new session: {second}",
    ]

    assert await editor.told(END, second) == (True, [f"Ended session: {second} (operator)"])
    assert await editor.told(END, second) == (False, [])


@pytest.mark.parametrize("switch", [None, "off", "", "no"])
async def test_is_silent_otherwise(editor: Editor, switch: str | None) -> None:
    if switch is not None:
        await editor.sql.run(f"set relais.debug = '{switch}'")
    first, created = await editor.told(GET, JEAN)
    await editor.sql.run(STALE)
    second, replaced = await editor.told(GET, JEAN)
    assert first != second
    assert (created, replaced) == ([], [])


async def test_a_setting_of_one_transaction_ends_with_it(editor: Editor) -> None:
    await editor.sql.run("set local relais.debug = 'on'")
    await editor.sql.run("rollback")
    assert (await editor.told("select debug_notice('?')")) == (False, [])
    await editor.sql.run("begin")
