"""Real processes: killed between append and drain, and on a disk that takes nothing."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.door.processes import Serving, serving
from tests.door.servers import on_one_server
from tests.door.waiting import eventually
from tests.phones import JEAN
from tests.rows import Rows
from tests.spool.conftest import Away
from tests.spool.files import files

pytestmark = on_one_server

limit_of = getattr(resource, "prlimit", None)


def _settings(dsn: str, directory: Path) -> dict[str, str]:
    return {"DATABASE_URL": dsn, "SPOOL_DIR": str(directory), "BURST_QUIET_MS": "0"}


async def _say(address: str, number: int) -> int:
    said = {"id": f"sim.{number}", "phone": JEAN, "text": f"Bonjour {number}"}
    async with httpx.AsyncClient(timeout=20) as http:
        return (await http.post(f"{address}/simulator/messages", json=said)).status_code


async def test_what_a_killed_process_left_is_drained_by_the_next(
    dsn: str, stopped: Away, tmp_path: Path, directory: Path
) -> None:
    with stopped():
        async with serving("serve", cwd=tmp_path, **_settings(dsn, directory)) as killed:
            address = (await killed.logs("service.started"))["address"]
            assert [await _say(address, number) for number in range(3)] == [200] * 3
            killed.process.kill()
            await killed.process.wait()
    assert len(files(directory)) == 1

    async with serving("serve", cwd=tmp_path, **_settings(dsn, directory)) as heir, Rows(dsn) as rows:
        assert (await heir.logs("spool.found"))["events"] == 3
        await eventually(lambda: rows.value("select count(*) = 3 from inbox where outcome = 'answered'"))
        assert await rows.column("select content ->> 'text' from inbox order by id") == [
            f"Bonjour {n}" for n in range(3)
        ]
        await eventually(_is_empty(directory))


async def test_a_living_neighbour_drains_what_a_killed_process_left(
    dsn: str, stopped: Away, tmp_path: Path, directory: Path
) -> None:
    async with serving("serve", cwd=tmp_path, **_settings(dsn, directory)) as neighbour:
        await neighbour.logs("service.started")
        with stopped():
            async with serving("serve", cwd=tmp_path, **_settings(dsn, directory)) as killed:
                assert await _say((await killed.logs("service.started"))["address"], 1) == 200
                killed.process.kill()
                await killed.process.wait()
        async with Rows(dsn) as rows:
            await eventually(lambda: rows.value("select count(*) = 1 from inbox where outcome = 'answered'"))
        await eventually(_is_empty(directory))


def _is_empty(directory: Path) -> Callable[[], Any]:
    async def empty() -> bool:
        return not files(directory)

    return empty


@pytest.mark.skipif(limit_of is None, reason="only Linux fills another process's disk by a limit")
async def test_a_disk_that_takes_nothing_is_503_until_there_is_room(
    dsn: str, stopped: Away, tmp_path: Path, directory: Path
) -> None:
    with stopped():
        async with serving("serve", cwd=tmp_path, **_settings(dsn, directory)) as relais:
            address = (await relais.logs("service.started"))["address"]
            assert await _say(address, 0) == 200
            [file] = files(directory)
            size = file.stat().st_size

            _limit(relais, 20)  # the open file takes nothing more, a new one 20 bytes of a line
            assert [await _say(address, number) for number in (1, 2)] == [503, 503]
            assert "spool" in (await relais.logs("webhook.not_stored"))["message"]
            assert [found.stat().st_size for found in files(directory)] == [size]

            _limit(relais, resource.RLIM_INFINITY)
            assert [await _say(address, number) for number in (1, 2)] == [200, 200]
            relais.process.kill()

    async with serving("serve", cwd=tmp_path, **_settings(dsn, directory)), Rows(dsn) as rows:
        await eventually(lambda: rows.value("select count(*) = 3 from inbox where outcome = 'answered'"))
        assert await rows.column("select content ->> 'text' from inbox order by id") == [
            f"Bonjour {n}" for n in range(3)
        ]


def _limit(relais: Serving, size: int) -> None:
    """Let no file of a process grow beyond a size: a write ends half-way and then fails, as on a full disk."""
    assert limit_of
    limit_of(relais.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
