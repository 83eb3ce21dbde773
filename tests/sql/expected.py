"""Writes what check_integrity expects to find: the functions expected_*.sql, from a database that was just migrated.

`python -m tests.sql.expected`, after a migration added or changed a key, a check, an index or a trigger.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from services.database.asyncpg import AsyncpgDatabase
from services.database.binaries import find_binaries
from services.database.migrate import find_migrations, migrate
from tests.postgres import TestServer
from tests.rows import Rows

CONSTRAINTS = """
    select conrelid::regclass::text as table_name, conname::text as name, pg_get_constraintdef(oid) as definition
    from pg_constraint
    where connamespace = 'public'::regnamespace and conrelid <> 0 and contype::text = any ('{types}') order by 1, 2
"""

EXPECTED: dict[str, tuple[str, str]] = {
    "expected_keys": ("the primary keys and unique constraints", CONSTRAINTS.replace("types", "p,u")),
    "expected_foreign_keys": ("the foreign keys", CONSTRAINTS.replace("types", "f")),
    "expected_checks": ("the check constraints", CONSTRAINTS.replace("types", "c")),
    "expected_indexes": (
        "the indexes, but for those of keys,",
        """
            select i.indrelid::regclass::text as table_name, c.relname::text as name,
                   pg_get_indexdef(i.indexrelid) as definition
            from pg_index i join pg_class c on c.oid = i.indexrelid
            where c.relnamespace = 'public'::regnamespace
              and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
            order by 1, 2
        """,
    ),
    "expected_triggers": (
        "the triggers",
        """
            select t.tgrelid::regclass::text as table_name, t.tgname::text as name, pg_get_triggerdef(t.oid) as definition
            from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where c.relnamespace = 'public'::regnamespace and not t.tgisinternal order by 1, 2
        """,
    ),
}
"""Name of the function → what it lists, and the query that finds it."""

FORM = """\
-- {name}: {what} that the migrations create, as Postgres prints them.
-- in:     –
-- out:    (table_name, name, definition)
-- caller: {caller}
--
-- Written by `python -m tests.sql.expected`; a test compares it with a database that was just migrated.
create or replace function {name}() returns table (table_name text, name text, definition text)
language plpgsql immutable as $$
begin
    return query values
        {rows};
end;
$$;
"""

CALLERS = {
    "expected_foreign_keys": "expected_objects, find_orphans",
    "expected_indexes": "expected_objects, drop_expected_index",
}


async def render(rows: Rows, name: str) -> str:
    """Return what the file of `name` should hold, by the database that `rows` is connected to."""
    what, query = EXPECTED[name]
    found = [", ".join(_quoted(value) for value in row.values()) for row in await rows.all(query)]
    listed = ",\n        ".join(f"({row})" for row in found)
    return FORM.format(name=name, what=what, caller=CALLERS.get(name, "expected_objects"), rows=listed)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


async def _write(dsn: str, names: Sequence[str]) -> None:
    database = AsyncpgDatabase(dsn)
    await migrate(database, find_migrations())
    await database.close()
    async with Rows(dsn) as rows:
        for name in names:
            (find_migrations() / "functions" / f"{name}.sql").write_text(await render(rows, name), encoding="utf-8")
            sys.stdout.write(f"wrote {name}.sql\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, TestServer(find_binaries(), Path(folder)) as server:
        server.create_database("expected")
        asyncio.run(_write(server.dsn("expected"), list(EXPECTED)))


if __name__ == "__main__":
    main()
