"""What a database says went wrong, in our terms: the same whether asyncpg tells it or Supabase's REST."""

from __future__ import annotations

from errors import (
    DatabaseBehindError,
    DatabaseBusyError,
    DatabaseError,
    DatabaseUnavailableError,
    InvalidInputError,
    LeaseLostError,
    UnknownIdError,
)

_MEANINGS: tuple[tuple[tuple[str, ...], type[DatabaseError]], ...] = (
    # raised by our functions
    (("RL001",), LeaseLostError),
    (("RL002",), UnknownIdError),
    (("RL003",), InvalidInputError),
    # a function, a table or a column is not there (yet)
    (("42883", "42P01", "42703", "PGRST202"), DatabaseBehindError),
    # too slow, deadlock, lock time-out, no connection free, a person erased in the middle: the same call may succeed
    (("57014", "40P01", "55P03", "23503", "PGRST003"), DatabaseBusyError),
    # connection, read-only, full, shut down, the disk: the server takes nothing for a while
    (("08", "25006", "53", "57P", "58", "PGRST00"), DatabaseUnavailableError),
    # malformed, a broken rule, too large: never
    (("22", "23", "54"), InvalidInputError),
)
"""What an SQLSTATE or a code of PostgREST means, by its beginning."""

_BROKEN_LINE = ("08", "57P", "PGRST000", "PGRST001")


def meaning(state: str, sentence: str) -> DatabaseError:
    """Return our error for `state`, an SQLSTATE or a code of PostgREST; `undone` unless the line broke."""
    error = _named(state, sentence)
    error.undone = not state.startswith(_BROKEN_LINE)
    return error


def _named(state: str, sentence: str) -> DatabaseError:
    for beginnings, kind in _MEANINGS:
        if state.startswith(beginnings):
            return kind(sentence)
    return DatabaseError(f"{sentence} ({state})")
