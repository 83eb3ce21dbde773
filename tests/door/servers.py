from __future__ import annotations

import pytest

on_one_server = pytest.mark.parametrize("server", ["embedded"], indirect=True)
"""For what no version of Postgres decides: HTTP, processes, settings."""
