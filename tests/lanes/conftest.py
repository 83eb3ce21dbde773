from __future__ import annotations

from tests.door.conftest import door

__all__ = ["door"]
