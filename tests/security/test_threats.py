"""docs/security.md: each threat says what is done, where, and by which tests it is shown; all of that exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.checkout import ROOT

_CODE = re.compile(r"`([^`]+)`")


def _rows() -> Iterator[tuple[str, str, str, str]]:
    table = (ROOT / "docs" / "security.md").read_text("utf-8").partition("## Threats")[2].partition("\n## ")[0]
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and not cells[0].startswith(("**", "---", "threat")):
            yield cells[0], cells[1], cells[2], cells[3]


ROWS = list(_rows())


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_threat_is_answered_and_shown(row: tuple[str, str, str, str]) -> None:
    _, done, where, shown = row
    assert done
    assert [path for path in _CODE.findall(where) if not (ROOT / path).exists()] == []
    assert _CODE.findall(where)
    tests = _CODE.findall(shown)
    assert tests, "no test shows it"
    assert [test for test in tests if not _exists(test)] == []


def test_the_table_is_read() -> None:
    assert len(ROWS) > 30


ASKED = ("forged", "replayed", "oversized", "SSRF", "XSS in the console", "XSS in the simulator", "CSRF", "token guessing",
         "SQL injection", "identity from text", "path traversal", "in logs", "decompression", "slow", "flood")  # fmt: skip


@pytest.mark.parametrize("threat", ASKED)
def test_every_threat_that_was_asked_about_has_its_row(threat: str) -> None:
    assert any(threat in row[0] for row in ROWS)


def _exists(node_id: str) -> bool:
    """Say whether a file holds this test, or any when none is named."""
    path, *names = node_id.split("::")
    if not (ROOT / path).is_file():
        return False
    body: list[ast.stmt] = ast.parse(Path(ROOT / path).read_text("utf-8")).body
    for name in names or ["test_"]:
        found = [node for node in body if _is_called(node, name, whole=bool(names))]
        if not found:
            return False
        body = getattr(found[0], "body", [])
    return True


def _is_called(node: ast.stmt, name: str, *, whole: bool) -> bool:
    called = getattr(node, "name", "")
    return called == name if whole else called.startswith(name)
