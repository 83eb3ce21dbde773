"""Small things: a stage is one screen, a function is a few lines."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

import pytest

from tests.rules.checkout import SRC, functions, length, modules

STAGES = sorted(path for path in (SRC / "pipeline" / "stages").glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("path", STAGES, ids=lambda path: path.stem)
def test_a_stage_is_one_screen(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 80


@pytest.mark.parametrize("path", STAGES, ids=lambda path: path.stem)
def test_a_stage_is_one_class(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [node.name for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    assert public == ["".join(word.capitalize() for word in path.stem.split("_"))]


def test_no_function_is_long() -> None:
    lengths = {
        f"{path}:{function.name}": length(function)
        for path, tree in modules(SRC).items()
        for function in functions(tree)
    }
    assert {name: lines for name, lines in lengths.items() if lines > 50} == {}
    assert median(lengths.values()) <= 12
