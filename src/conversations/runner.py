"""Plays scripts, one after the other, each from the same rows and the same time on."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import app
from conversations import checks, given
from conversations.database import ScriptDatabase, open_script_database
from conversations.house import House, open_house
from conversations.provider import Seen
from conversations.reading import ScriptError, ScriptFile
from conversations.result import Difference, Exchange, Result
from conversations.scene import Scene, StepError
from conversations.script import Step
from conversations.steps import act
from conversations.tables import table_difference
from conversations.telling import told
from conversations.work import Work
from errors import DatabaseError


class Runner:
    """Plays scripts on one database; one house serves all that have no settings of their own."""

    def __init__(self, database: ScriptDatabase, directory: Path, house: House) -> None:
        """Keep the parts; `directory` takes the files that people send."""
        self._database = database
        self._directory = directory
        self._house = house

    async def play(self, file: ScriptFile) -> Result:
        """Play a script up to the first step that differs.

        Raises:
            ScriptError: what it is given is not possible.
        """
        if not file.script.settings:
            return await self._play(file, self._house)
        async with open_house(self._database.dsn, self._directory, file.script.settings) as house:
            return await self._play(file, house)

    async def _play(self, file: ScriptFile, house: House) -> Result:
        began = time.perf_counter()
        try:
            await self._set(file, house)
        except (DatabaseError, LookupError) as error:
            raise ScriptError(f"{file.path}: {error}") from error
        work = Work(house.parts, self._database)
        scene = Scene(script=file.script, house=house, database=self._database, work=work)
        exchanges: list[Exchange] = []
        for step, line in zip(file.script.turns, file.lines, strict=True):
            exchanges.append(await _exchange(scene, step, line))
            if exchanges[-1].differences:
                break
        return Result(
            path=file.path,
            name=file.name,
            exchanges=exchanges,
            left=len(file.lines) - len(exchanges),
            seconds=time.perf_counter() - began,
        )

    async def _set(self, file: ScriptFile, house: House) -> None:
        """Bring the rows, the clock and the screens to how the script begins."""
        script, zone = file.script, ZoneInfo(house.parts.settings.default_timezone)
        await self._database.reset(demo=script.given.demo, at=script.at.replace(tzinfo=zone))
        await app.prepare(house.parts)
        await given.add(self._database, script.given)
        house.forget()


async def _exchange(scene: Scene, step: Step, line: int) -> Exchange:
    """Do one step, and compare what came of it with what was expected."""
    seen: tuple[Seen, ...] = ()
    try:
        phone = await scene.phone(step)
        before = await scene.database.look_at(phone, 0)
        shown = len(scene.screen(phone))
        await act(scene, step, phone)
        screen = scene.screen(phone)
        seen = tuple(reversed(screen[: len(screen) - shown]))
        found = tuple([difference async for difference in _compare(scene, step, phone, before, seen)])
    except (StepError, ValueError, LookupError, DatabaseError) as error:
        found = (Difference("the step", "to be possible", str(error)),)
    by = step.person or scene.script.person
    return Exchange(line=line, by=by, done=told(step), seen=seen, differences=found)


async def _compare(
    scene: Scene, step: Step, phone: str, before: Mapping[str, Any], seen: tuple[Seen, ...]
) -> AsyncGenerator[Difference]:
    last = max((message["id"] for message in before["messages"]), default=0)
    after = await scene.database.look_at(phone, last)
    happened = checks.Happened(
        seen=seen,
        messages=after["messages"],
        session=after["session"],
        session_before=before["session"]["id"] if before["session"] else None,
    )
    for difference in checks.differences(step.expect, happened):
        yield difference
    for table, wanted in step.expect.tables.items():
        if wrong := table_difference(table, wanted, await scene.database.read_rows(table)):
            yield wrong


@asynccontextmanager
async def open_runner() -> AsyncGenerator[Runner]:
    """Start what scripts are played on: a throw-away Postgres, and relais itself.

    Raises:
        ConfigurationError: there is no Postgres on this machine to start.
    """
    with TemporaryDirectory(prefix="relais-test-files-") as name:
        directory = Path(name)
        async with open_script_database() as database, open_house(database.dsn, directory, {}) as house:
            yield Runner(database, directory, house)
