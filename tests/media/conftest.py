from __future__ import annotations

from tests.door.conftest import door, dsn, shared_dsn

__all__ = ["door", "dsn", "shared_dsn"]
