"""Values of ours, read from JSON that another version of relais may have written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field
from typing import Any, ClassVar, Protocol, TypeVar


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_T = TypeVar("_T", bound=_Dataclass)


def read(kind: type[_T], found: Mapping[str, Any], **beside: Any) -> _T:
    """Return the dataclass `kind` with what was found, and what is known beside it.

    What only the next version tells is passed over: the database is migrated while workers of this one still run.
    """
    return kind(**{name: value for name, value in found.items() if name in kind.__dataclass_fields__}, **beside)
