from __future__ import annotations

import pytest

from services.database.binaries import find_binaries

on_one_server = pytest.mark.parametrize("server", [find_binaries], ids=["embedded"], indirect=True)
"""For what no version of Postgres decides: HTTP, processes, settings."""
