"""What a table must hold: so many rows, a row like this, or exactly these rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from conversations.result import Difference
from conversations.script import TableHolds
from conversations.strict import is_list, is_mapping

Row = Mapping[str, Any]


def table_difference(table: str, wanted: TableHolds, rows: Sequence[Row]) -> Difference | None:
    """Compare a table with what it must hold; rows may stand in any order, and have more columns than are named."""
    if isinstance(wanted, int):
        fits, got = wanted == len(rows), f"{len(rows)} rows"
        return None if fits else Difference(f"table {table}", f"{wanted} rows", got)
    if isinstance(wanted, dict):
        fits = any(_holds(row, wanted) for row in rows)
        wanted = (wanted,)
    else:
        fits = len(wanted) == len(rows) and _each_has_its_own(wanted, list(rows))
    return None if fits else Difference(f"table {table}", _told(wanted), _told(_columns(rows, wanted)))


def _each_has_its_own(wanted: Iterable[Row], rows: list[Row]) -> bool:
    for wish in wanted:
        found = next((row for row in rows if _holds(row, wish)), None)
        if found is None:
            return False
        rows.remove(found)
    return True


def _holds(there: Any, wanted: Any) -> bool:
    """Say whether a value is as wanted; of a mapping only the keys that are named, deep down as well."""
    if is_mapping(wanted):
        return is_mapping(there) and all(_holds(there.get(key), value) for key, value in wanted.items())
    if is_list(wanted):
        return is_list(there) and len(there) == len(wanted) and all(map(_holds, there, wanted))
    return bool(there == wanted)


def _columns(rows: Sequence[Row], wanted: Iterable[Row]) -> list[Row]:
    """Return of each row what was asked for; all of it is too much to read."""
    names = {name: None for wish in wanted for name in wish}
    return [{name: row.get(name) for name in names} for row in rows]


def _told(rows: Iterable[Row]) -> str:
    return "\n".join(", ".join(f"{name}: {said}" for name, said in row.items()) for row in rows) or "no row"
