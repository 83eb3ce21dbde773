"""Scripted conversations: YAML files that say who writes what and what must come back, played on the real bot.

For the command line (`relais test`), for pytest (`pytest_relais`), and for programs of your own:

    async with open_runner() as runner:
        result = await runner.play(read_script(Path("hello.yaml")))
"""

from __future__ import annotations

from conversations.chat import chat
from conversations.reading import ScriptError, ScriptFile, find_scripts, read_script
from conversations.result import Difference, Exchange, Result
from conversations.runner import Runner, open_runner
from conversations.script import Script

__all__ = [
    "Difference",
    "Exchange",
    "Result",
    "Runner",
    "Script",
    "ScriptError",
    "ScriptFile",
    "chat",
    "find_scripts",
    "open_runner",
    "read_script",
]
