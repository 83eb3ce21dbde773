"""What the pages tell one to type exists: commands, options, targets, settings, files, events, metrics, routes."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

import cli
from events import Event
from handlers import ROUTES, SIMULATOR_ROUTES
from settings import Settings
from tests.docs.pages import PAGES, Block, of_language, prose
from tests.docs.reference.commands import every_command
from tests.rules.checkout import FUNCTIONS, ROOT, SRC, modules

SHELL = of_language("sh", "bash", "console")
OWN = [page for page in PAGES if "reference" not in page.parts]
GIVEN_ELSEWHERE = re.compile(r"OTEL_\w+|NO_MKDOCS_2_WARNING|CHAOS|LISTEN|NOTIFY|POST|GET|DELETE|[A-Z]\w?…")
"""Capitals that are names of others."""

HARMLESS = ("dead list", "doctor", "migrate", "why")
"""What a test may do on a database of its own; each ends by itself."""

_RELAIS = re.compile(r"(?:^|[|;&]\s*)(?:\w+=\S* )*(?:\.venv/bin/)?relais ([^|;&#>`]+)")
_CODE = re.compile(r"`([^`\n]+)`")
_PATHS = re.compile(r"(?:src|migrations|tests|docs|requirements|benchmarks|deploy)/[\w./-]*\w(?:\.\w+)?/?")


def lines(block: Block) -> Iterator[str]:
    """Yield the commands of a block: its lines without comments."""
    joined = block.text.replace("\\\n", " ")
    return (line for line in (re.sub(r"(^|\s)#.*", "", one).strip() for one in joined.splitlines()) if line)


def relais(line: str) -> list[list[str]]:
    """Return the arguments of each call of relais on a line."""
    return [shlex.split(found) for found in _RELAIS.findall(line)]


def codes(page: Path) -> list[str]:
    """Return what stands between backticks outside of blocks."""
    return _CODE.findall(prose(page))


@cache
def constants() -> set[str]:
    """Return every name in the code."""
    return {node.id for tree in modules(SRC).values() for node in ast.walk(tree) if isinstance(node, ast.Name)}


@cache
def source() -> str:
    """Return all the code as one text."""
    return "\n".join((SRC / path).read_text(encoding="utf-8") for path in modules(SRC))


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_a_block_calls_relais_as_it_can_be_called(block: Block) -> None:
    group: Any = typer.main.get_command(cli.app)
    for line in lines(block):
        for arguments in relais(line):
            with group.make_context("relais", list(arguments)) as context:
                _parse(group, context, arguments)


def _parse(group: Any, context: Any, arguments: list[str]) -> None:
    """Let click read the arguments, down to the sub-command that would run."""
    name, command, rest = group.resolve_command(context, list(arguments))
    with command.make_context(name, list(rest), parent=context) as inner:
        if hasattr(command, "commands"):
            _parse(command, inner, rest)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_names_commands_and_options_that_exist(page: Path) -> None:
    known = {" ".join(words): {opt for one in command.params for opt in one.opts} for words, command in every_command()}
    for code in codes(page):
        said = [word for word in code.split() if re.fullmatch("[a-z][a-z-]*", word)][1:3]
        if not code.startswith("relais ") or not said:
            continue
        name = next((" ".join(said[:count]) for count in (2, 1) if " ".join(said[:count]) in known), None)
        name = name or next((one for one in known if one.split()[0] == said[0]), None)
        assert name, f"{page.name}: {code}"
        assert set(re.findall(r"--[a-z-]+", code)) <= known[name] | {"--help"}, f"{page.name}: {code}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_names_targets_that_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    typed = [line for block in SHELL if block.page == page for line in lines(block)]
    named = {name for text in (*codes(page), *typed) for name in re.findall(r"(?:^|\s)make ([a-z-]+)", text)}
    assert named - targets == set()


@pytest.mark.parametrize("page", OWN, ids=lambda page: page.stem)
def test_a_page_names_settings_that_exist(page: Path) -> None:
    settings = {name.upper() for name in Settings.model_fields}
    named = {
        found for code in codes(page) for found in re.findall(r"(?<![\w$…-])[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+\b", code)
    }
    used = {name for name in named if not GIVEN_ELSEWHERE.fullmatch(name)}
    examples = {
        name for block in of_language("python", "diff") if block.page == page for name in used if name in block.text
    }
    placeholders = {"MESSAGE_ID"}
    assert used - settings - constants() - examples - placeholders == set()


@pytest.mark.parametrize("block", of_language("ini"), ids=str)
def test_a_block_of_settings_holds_settings(block: Block) -> None:
    named = re.findall(r"^([A-Z_]+)=", block.text, re.MULTILINE)
    assert named
    assert set(named) <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("page", OWN, ids=lambda page: page.stem)
def test_a_page_names_files_that_exist(page: Path) -> None:
    made = {block.title for block in of_language("python", "sql", "po", "yaml", "text") if block.title}
    named = {code for code in codes(page) if _PATHS.fullmatch(code)} - made
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


@pytest.mark.parametrize("page", OWN, ids=lambda page: page.stem)
def test_a_page_names_events_that_exist(page: Path) -> None:
    events = {event.event for event in Event}
    audited = set(re.findall(r"'([a-z_]+\.[a-z_]+)'", "".join(path.read_text() for path in FUNCTIONS.glob("*.sql"))))
    subjects = {name.partition(".")[0] for name in events} - {
        "session",
        "message",
        "media",
    }  # tables and columns as well
    typed = [line for block in SHELL if block.page == page for line in lines(block)]
    searched = {name for line in typed for name in re.findall(r'"event":"([a-z_]+\.[a-z_]+)"', line)}
    told = {code for code in codes(page) if re.fullmatch(r"[a-z_]+\.[a-z_]+", code)}
    named = searched | {
        name for name in told if name.partition(".")[0] in subjects and not name.endswith((".py", ".sql"))
    }
    assert named - events - audited == set()


@pytest.mark.parametrize("page", OWN, ids=lambda page: page.stem)
def test_a_page_names_metrics_that_exist(page: Path) -> None:
    named = {found for code in codes(page) for found in re.findall(r"\brelais_[a-z_]+[a-z]", code)}
    unknown = {
        name
        for name in named
        if name not in source() and re.sub("_(total|bucket|sum|count)$", "", name) not in source()
    }
    assert unknown == set()


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_a_block_asks_for_routes_that_exist(block: Block) -> None:
    paths = {route.path for route in (*ROUTES, *SIMULATOR_ROUTES) if hasattr(route, "path")}
    for line in lines(block):
        for path in re.findall(r"https?://(?:127\.0\.0\.1:\d+|localhost:\d+|relais\.example\.com)(/[\w/.-]*)", line):
            assert any(re.fullmatch(re.sub(r"{[^}]+}", "[^/]+", known), path) for known in paths), line


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_a_block_runs_modules_that_exist(block: Block) -> None:
    for line in lines(block):
        for name in re.findall(r"python3? -m ([\w.]+)", line):
            assert importlib.util.find_spec(name) is not None, f"{block}: {line}"


@pytest.mark.parametrize("server", ["embedded"], indirect=True)
def test_what_is_harmless_runs(dsn: str, tmp_path: Path) -> None:
    """Once per kind of command, as the pages write it."""
    typed = [words for block in SHELL for line in lines(block) for words in relais(line)]
    first = {name: next(words for words in typed if " ".join(words).startswith(name)) for name in HARMLESS}
    ours = {
        name: value for name, value in os.environ.items() if name.upper() not in map(str.upper, Settings.model_fields)
    }
    for words in first.values():
        ran = subprocess.run(
            [sys.executable, "-c", "import cli; cli.main()", *words],
            cwd=tmp_path, env=ours | {"DATABASE_URL": dsn}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode in {0, 1}, f"relais {' '.join(words)}: {ran.stderr}"
        assert "Traceback" not in ran.stderr
