"""What is committed: no SQL in Python, no registry's host, no path of one machine, locks with hashes, true words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import typer
from packaging.requirements import Requirement

import cli
from tests.rules.checkout import ROOT, SRC, committed, modules, texts

HOSTS = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("golang", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("debian", "org"),
        ("jfrog", "io"),
    ]
]
"""Written in parts: this file is committed, too."""

SQL = re.compile(
    r"\bselect\s.+\bfrom\b|\bselect\s+[\w.]+\(|\binsert\s+into\b|\bupdate\s+\w+\s+set\b|\bdelete\s+from\b"
    r"|\b(create|alter|drop|truncate)\s+(table|index|function|database|schema)\b",
    re.IGNORECASE | re.DOTALL,
)

DOCUMENTS = ["README.md", "CHANGELOG.md", "docs/architecture.md", "docs/conversations.md", "docs/monitoring.md"]


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_a_registry(host: str) -> None:
    named = re.compile(rb"(?<![\w-])" + re.escape(host.encode()) + rb"(?!\w)", re.IGNORECASE)
    assert [str(path.relative_to(ROOT)) for path in committed() if named.search(path.read_bytes())] == []


@pytest.mark.parametrize("folder", ["work", "root", "home", "opt/pypi"])
def test_no_file_names_a_path_of_one_machine(folder: str) -> None:
    named = re.compile(rb"(?<![\w.*}/)-])/" + folder.encode() + rb"/")
    assert [str(path.relative_to(ROOT)) for path in committed() if named.search(path.read_bytes())] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select 1 from inbox", True),
        ("select * from {}", True),
        ("select wake($1)", True),
        ("INSERT INTO inbox", True),
        ("update lanes set due_at = null", True),
        ("delete from outbox", True),
        ("create table x", True),
        ("select_project", False),
        ("The update of the site", False),
        ("Please select a site", False),
    ],
)
def test_knows_sql_when_it_sees_it(text: str, expected: bool) -> None:
    assert bool(SQL.search(text)) is expected


def test_python_holds_no_sql() -> None:
    elsewhere = {path: tree for path, tree in modules(SRC).items() if not path.startswith("services/database/")}
    assert {path: text for path, tree in elsewhere.items() for text in texts(tree) if SQL.search(text)} == {}


@pytest.mark.parametrize("name", ["development", "production"])
def test_every_locked_requirement_has_its_hashes(name: str) -> None:
    lines = list(_requirements(name))
    assert [line for line in lines if not re.match(r"[a-z0-9][\w.-]*==\S+", line)] == []
    assert [line for line in lines if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", line)] == []


def test_production_is_locked_as_it_is_tested() -> None:
    tested = _versions("development")
    assert {name: version for name, version in _versions("production").items() if tested.get(name) != version} == {}


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads(_read("pyproject.toml"))["project"]
    assert [name for name in project["dependencies"] if name not in _versions("production")] == []


def test_the_image_is_built_with_what_the_build_tool_needs() -> None:
    listed = re.search(r"wanted = /\^\((.+?)\)==/", _read("Dockerfile"))
    assert listed is not None
    assert set(listed[1].split("|")) == _needs("hatchling")


def _needs(distribution: str) -> set[str]:
    """Return a distribution's name and those of all that it requires here."""
    wanted = [Requirement(text) for text in requires(distribution) or ()]
    below = [_needs(item.name) for item in wanted if item.marker is None or item.marker.evaluate({"extra": ""})]
    return {distribution}.union(*below)


def _requirements(name: str) -> Iterator[str]:
    """Yield each requirement of a lock file with its continuation lines."""
    joined = _read(f"requirements/{name}.txt").replace("\\\n", " ")
    return (line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#"))


def _versions(name: str) -> dict[str, str]:
    found = (re.match(r"([\w.-]+)==(\S+)", line) for line in _requirements(name))
    return {match[1]: match[2] for match in found if match}


def test_the_readme_is_short() -> None:
    assert len(_read("README.md").splitlines()) < 120


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_names_only_commands_that_exist(document: str) -> None:
    group: Any = typer.main.get_command(cli.app)
    targets = set(re.findall(r"^([a-z-]+):", _read("Makefile"), re.MULTILINE))
    text = _read(document)
    assert set(re.findall(r"`relais ([a-z]+)", text)) - set(group.commands) == set()
    assert set(re.findall(r"`make ([a-z-]+)", text)) - targets == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_links_to_what_exists(document: str) -> None:
    folder = (ROOT / document).parent
    links = [link for link in re.findall(r"\]\(([^)#]+)", _read(document)) if not link.startswith("http")]
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_names_only_files_that_exist(document: str) -> None:
    named = re.findall(r"`((?:src|migrations|tests|docs|requirements)/[\w./-]*)`", _read(document))
    assert [name for name in named if not Path(ROOT / name).exists()] == []
