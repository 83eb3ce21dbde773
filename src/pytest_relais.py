"""The pytest plugin of relais: every `*.yaml` below a folder `conversations` is a test; a failure is the chat."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # a suite without scripts shall not load all of relais
    from conversations import Result, Runner, ScriptFile

FOLDER = "conversations"


class _Stage:
    """The runner of a test session, opened when the first script is played."""

    def __init__(self) -> None:
        self._loop = asyncio.Runner()
        self._opened = AsyncExitStack()
        self._runner: Runner | None = None

    def play(self, file: ScriptFile) -> Result:
        return self._loop.run(self._play(file))

    async def _play(self, file: ScriptFile) -> Result:
        from conversations import open_runner

        if self._runner is None:
            self._runner = await self._opened.enter_async_context(open_runner())
        return await self._runner.play(file)

    def close(self) -> None:
        self._loop.run(self._opened.aclose())
        self._loop.close()


_STAGE = pytest.StashKey[_Stage]()


class ConversationFile(pytest.File):
    """A YAML file: one script."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the script; a file that is none is an error of its own."""
        yield Conversation.from_parent(self, name=self.path.stem)


class Conversation(pytest.Item):
    """A script as a test."""

    def runtest(self) -> None:
        """Play it."""
        from conversations import read_script

        stage = self.config.stash.setdefault(_STAGE, _Stage())
        result = stage.play(read_script(Path(os.path.relpath(self.path))))
        if not result.passed:
            raise ConversationError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show the chat, or the one sentence that says what is wrong with the file."""
        from conversations import ScriptError

        if isinstance(excinfo.value, ConversationError | ScriptError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Name the script by its file."""
        return self.path, None, self.name


class ConversationError(Exception):
    """A script did not go as it says."""

    def __init__(self, result: Result) -> None:
        """Keep the conversation."""
        super().__init__(result)
        self.result = result

    def __str__(self) -> str:
        """Return the conversation, without colours."""
        from conversations import chat

        return chat(self.result).plain


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the scripts."""
    folders = Path(os.path.relpath(file_path, parent.config.rootpath)).parent.parts
    if file_path.suffix == ".yaml" and FOLDER in folders:
        return ConversationFile.from_parent(parent, path=file_path)
    return None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the database."""
    if _STAGE in config.stash:
        config.stash[_STAGE].close()
