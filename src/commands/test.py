"""`relais test`: plays scripted conversations on the real bot and a throw-away Postgres."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import orjson

from commands.printing import console
from conversations import Result, ScriptError, ScriptFile, chat, find_scripts, open_runner, read_script


async def play(paths: Sequence[Path], *, as_json: bool) -> int:
    """Play every script; exit 1 when one does not go as it says.

    Raises:
        ScriptError: a file is no script; none was played.
    """
    files = _read(paths)
    async with open_runner() as runner:
        results = [_shown(await runner.play(file), as_json=as_json) for file in files]
    failed = sum(not result.passed for result in results)
    if as_json:
        sys.stdout.write(
            orjson.dumps({"failed": failed, "scripts": [one.as_json() for one in results]}).decode() + "\n"
        )
    else:
        sys.stdout.write(f"{len(results) - failed} passed, {failed} failed\n")
    return int(failed > 0)


def _read(paths: Sequence[Path]) -> list[ScriptFile]:
    """Read every file, and name all that is wrong with any of them at once."""
    files: list[ScriptFile] = []
    wrong: list[str] = []
    for path in find_scripts(paths):
        try:
            files.append(read_script(path))
        except ScriptError as error:
            wrong.append(str(error))
    if wrong or not files:
        raise ScriptError("\n".join(wrong) or f"{', '.join(map(str, paths))}: no script is there")
    return files


def _shown(result: Result, *, as_json: bool) -> Result:
    """Print a failure as the chat that it was, a success as a line."""
    if not as_json:
        console().print(f"✓ {result.path}: {result.name}" if result.passed else chat(result))
    return result
