"""Every sub-command with its help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

import cli
from tests.docs.reference.tables import table

HEAD = """\
# Commands

For operators and developers.
`relais --help` and `relais COMMAND --help` say the same.
Exit codes: 0 fine, 1 it found something wrong, 2 usage or configuration, named on stderr; `--json` where a machine may read it.

This page is made of `src/cli.py` by `python -m tests.docs.generate`.
"""


def commands() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(_section(words, command) for words, command in every_command())])


def every_command() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each sub-command by its words, such as `("dead", "list")`."""
    yield from _below((), typer.main.get_command(cli.app))


def _below(words: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, one in getattr(command, "commands", {}).items():
        if hasattr(one, "commands"):
            yield from _below((*words, name), one)
        else:
            yield (*words, name), one


def _section(words: tuple[str, ...], command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    usage = " ".join(("relais", *words, *map(_usage, arguments)))
    rows = [(_name(one), _help(one)) for one in command.params if one.name != "help"]
    told = f"\n{table(('argument or option', 'meaning'), rows)}\n" if rows else ""
    return f"## `{usage}`\n\n{' '.join((command.help or '').split())}\n{told}"


def _usage(argument: Any) -> str:
    named = argument.metavar or argument.name.upper()
    return named if argument.required else f"[{named}]"


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{_usage(parameter)}`"
    takes = "" if parameter.is_flag else f" {_values(parameter)}"
    return f"`{parameter.opts[0]}{takes}`"


def _values(parameter: Any) -> str:
    choices = getattr(parameter.type, "choices", None)
    return "|".join(map(str, choices)) if choices else parameter.metavar or parameter.type.name.upper()


def _help(parameter: Any) -> str:
    choices = getattr(parameter.type, "choices", None) if parameter.param_type_name == "argument" else None
    listed = f" One of {', '.join(f'`{one}`' for one in choices)}." if choices else ""
    default = (
        parameter.default
        if isinstance(parameter.default, str | int) and not isinstance(parameter.default, bool)
        else None
    )
    return f"{parameter.help or ''}{listed}{f' Default: `{default}`.' if default else ''}"
