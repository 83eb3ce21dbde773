"""What the rules look at: the files of the checkout, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
TESTS = ROOT / "tests"
FUNCTIONS = ROOT / "migrations" / "functions"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules(folder: Path) -> dict[str, ast.Module]:
    """Return every Python file under `folder`, parsed: path relative to it → tree."""
    return {
        path.relative_to(folder).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.py"))
    }


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted name of each module that a file imports, at its top or later."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Count a function's lines, its signature and docstring included."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield every string literal but the docstrings, the fixed pieces of f-strings included."""
    prose = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def committed() -> Iterator[Path]:
    """Yield every file of the checkout that git does not ignore."""
    ignored = {".git", *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split())}
    yield from _below(ROOT, ignored)


def _below(folder: Path, ignored: set[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in ignored or path.suffix == ".egg-info":
            continue
        if path.is_dir():
            yield from _below(path, ignored)
        else:
            yield path
