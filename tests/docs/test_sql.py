"""Every SQL block of the pages runs on a migrated database with the demo company."""

from __future__ import annotations

import asyncpg

from tests.docs.pages import of_language

TYPED = [block for block in of_language("sql") if block.title is None]


async def test_every_block_runs(dsn: str) -> None:
    assert TYPED
    connection = await asyncpg.connect(dsn)
    connection.add_log_listener(lambda _connection, _notice: None)
    wrong: dict[str, str] = {}
    for block in TYPED:
        running = connection.transaction()
        await running.start()
        try:
            await connection.execute(block.text)
        except asyncpg.PostgresError as error:
            wrong[str(block)] = str(error)
        await running.rollback()
    await connection.close()
    assert wrong == {}
