"""Rotated, compressed, in any order, of several processes: one log."""

from __future__ import annotations

import bz2
import itertools
import lzma
from pathlib import Path

import pytest

from errors import ConfigurationError
from events import Event
from monitoring.files import LogFile, merged
from monitoring.reading import Reader
from tests.monitoring.logs import JEAN, created, handled, line, monitored, write


def _rotated(folder: Path) -> list[Path]:
    return [
        write(folder / "relais.log", [handled(n) for n in range(20, 30)]),
        write(folder / "relais.log.1", [handled(n) for n in range(10, 20)]),
        write(folder / "relais.log.2.gz", [handled(n) for n in range(10)]),
    ]


def _times(*paths: Path) -> list[float]:
    return [record.at for record in merged([LogFile(path, Reader()) for path in paths])]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_files_in_any_order_are_read_in_that_of_their_lines(tmp_path: Path, order: tuple[int, ...]) -> None:
    files = _rotated(tmp_path)
    times = _times(*(files[number] for number in order))
    assert len(times) == 30
    assert times == sorted(times)


def test_lines_of_several_processes_are_merged(tmp_path: Path) -> None:
    door = write(tmp_path / "door.log", [created(n) for n in range(0, 40, 2)])
    worker = write(tmp_path / "worker.log", [created(n) for n in range(1, 40, 2)])
    assert _times(worker, door) == sorted(_times(door) + _times(worker))


def test_sessions_of_one_minute_count_together_wherever_they_are_logged(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{n}.log", [created(n + 4 * i) for i in range(4)]) for n in range(3)]
    assert monitored(files[0]).alerts == ()
    [alert] = monitored(*files).alerts
    assert (alert.name, JEAN in alert.detail) == ("new_sessions_per_minute", True)


def test_a_life_sign_of_one_process_ends_what_another_one_complained_of(tmp_path: Path) -> None:
    door = write(tmp_path / "door.log", [line(Event.DATABASE_UNAVAILABLE, 0), handled(900)])
    worker = write(tmp_path / "worker.log", [handled(10)])
    assert [alert.name for alert in monitored(door).alerts] == ["backend_unhealthy_seconds"]
    assert monitored(door, worker).alerts == ()


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress], ids=["bzip2", "xz"])
def test_a_file_is_known_by_its_bytes(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    (tmp_path / "old").write_bytes(pack(handled().encode()))
    assert monitored(tmp_path / "old").outcomes == {"answered": 1}


def _torn(path: Path) -> None:
    whole = write(path.with_suffix(".gz"), [handled(n) for n in range(1000)]).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _spoilt(path: Path) -> None:
    path.write_bytes(b"\x1f\x8b" + b"spoilt" * 100)


@pytest.mark.parametrize("spoil", [Path.mkdir, _torn, _spoilt], ids=["folder", "torn", "spoilt"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, spoil: object) -> None:
    assert callable(spoil)
    spoil(tmp_path / "relais.log")
    with pytest.raises(ConfigurationError, match=r"relais\.log cannot be read: "):
        monitored(write(tmp_path / "good.log", [handled()]), tmp_path / "relais.log")


def test_an_empty_file_is_fine(tmp_path: Path) -> None:
    report = monitored(write(tmp_path / "relais.log", []))
    assert report.alerts == ()
    assert set(report.rates.values()) == {None}
