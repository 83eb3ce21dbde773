"""Reads scripts from files; what is wrong with one is said with its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from conversations import yaml_lines
from conversations.script import Script
from errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """A script, its file, and the line on which each step begins."""

    path: Path
    script: Script
    lines: tuple[int, ...]

    @property
    def name(self) -> str:
        """What the script calls itself, else its file's name."""
        return self.script.name or self.path.stem.replace("_", " ")


class ScriptError(ConfigurationError):
    """A file is no script; the sentence begins with `file:line:`."""

    code = "script"


def find_scripts(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files, and every `*.yaml` below the folders, in order.

    Raises:
        ScriptError: there is nothing at a path.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.yaml"))
        elif path.exists():
            yield path
        else:
            raise ScriptError(f"{path}: there is no such file")


def read_script(path: Path) -> ScriptFile:
    """Read one file.

    Raises:
        ScriptError: it cannot be read, is no YAML, or has a key or value that no script has.
    """
    try:
        value, lines = yaml_lines.load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ScriptError(f"{path}: {error}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ScriptError(f"{path}:{line}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise ScriptError(f"{path}: {error}") from None
    try:
        script = Script.model_validate(value)
    except ValidationError as error:
        raise ScriptError("\n".join(_sentence(path, item, lines) for item in error.errors())) from None
    return ScriptFile(path, script, tuple(lines["turns", place] for place in range(len(script.turns))))


def _sentence(path: Path, item: Any, lines: yaml_lines.Lines) -> str:
    """Say what is wrong, at the deepest place that the file knows."""
    place = tuple(item["loc"])
    known = next(place[:depth] for depth in range(len(place), -1, -1) if place[:depth] in lines)
    reason = str(item["msg"]).removeprefix("Value error, ")
    name = next((str(key) for key in reversed(place) if isinstance(key, str)), "the file")
    said = f"`{name}` is no key here" if item["type"] == "extra_forbidden" else f"{name}: {reason}"
    return f"{path}:{lines[known]}: {said}"
