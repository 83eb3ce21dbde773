from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from errors import ConfigurationError, DatabaseUnavailableError
from services.database import keeper
from services.database.account import Account
from services.database.binaries import Binaries, find_binaries
from services.database.cluster import START_SECONDS, Cluster
from services.database.placement import HOMES, Placement, place

_RELEASE_SECONDS = 5.0
_LOG_LINES = 12
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")

_SERVICES = Path(__file__).parents[1]
_RUN_KEEPER = """
import sys, types
services = sys.modules["services"] = types.ModuleType("services")
services.__path__ = [sys.argv[3]]
from services.database.keeper import main
main()
"""
"""The keeper needs the standard library only: it shall not load, and hold in memory, all that `services` imports."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One user's open connection to the keeper: while it is open, the server of `placement` runs."""

    placement: Placement
    connection: socket.socket

    def release(self) -> None:
        """Leave; whoever is last returns when Postgres has stopped, at most 5 s later."""
        with self.connection, suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(_RELEASE_SECONDS)
            self.connection.recv(1)


def take_hold(
    directory: Path, options: Mapping[str, str], *, binaries: Binaries | None = None, homes: Sequence[str] = HOMES
) -> Hold:
    """Join the server of `directory`, or start it with `options` (server settings) on `binaries` (default: found).

    Raises:
        ConfigurationError: nothing to run, nowhere to put it, or data of another major version.
        DatabaseUnavailableError: it does not start; the sentence ends with the tail of its log.
    """
    while True:
        with _alone(directory):
            placement = place(directory, homes=homes)
            joined = _connect(placement)
            connection = joined or _launch(placement, options, binaries)
        answer = _answer(connection)
        if answer == keeper.READY:
            return Hold(placement, connection)
        connection.close()
        if answer or not joined:  # else it was just leaving, and the next one is ours to start
            raise DatabaseUnavailableError(_failure(answer or "its keeper failed", placement.log))


@contextmanager
def _alone(directory: Path) -> Generator[None]:
    """One at a time looks for the server and starts it; the kernel ends the lock of whoever is killed."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = (directory / "postgres.lock").open("w")
    except OSError as error:
        raise ConfigurationError(f"the data directory cannot be used: {error.filename}: {error.strerror}") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _connect(placement: Placement) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(START_SECONDS)
    try:
        connection.connect(str(placement.door))
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    except PermissionError:
        connection.close()
        raise ConfigurationError(f"the embedded Postgres of {placement.home} was started by another user") from None
    return connection


def _answer(connection: socket.socket) -> str:
    """Return the keeper's line; empty when it left without a word."""
    try:
        with connection.makefile() as lines:
            return lines.readline().strip()
    except TimeoutError:
        return f"no answer within {START_SECONDS:.0f} s"
    except OSError:
        return ""


def _launch(placement: Placement, options: Mapping[str, str], binaries: Binaries | None) -> socket.socket:
    """Start a keeper on a listening socket in which its first user already waits."""
    cluster = _cluster(placement, options, binaries or find_binaries())
    with socket.socket(socket.AF_UNIX) as listener:
        placement.door.unlink(missing_ok=True)
        listener.bind(str(placement.door))
        listener.listen()
        connection = _connect(placement)
        _spawn_keeper(cluster, listener, placement.log)
    if connection is None:
        raise DatabaseUnavailableError(f"the socket {placement.door} refuses connections")
    return connection


def _cluster(placement: Placement, options: Mapping[str, str], binaries: Binaries) -> Cluster:
    _check_version(placement.data, binaries)
    account = placement.account
    return Cluster(
        home=str(placement.home),
        sockets=str(placement.sockets),
        binaries=str(_reachable(binaries, placement.home, account)),
        major=binaries.major,
        options=options,
        owner=(account.uid, account.gid) if account else None,
    )


def _check_version(data: Path, binaries: Binaries) -> None:
    version_file = data / "PG_VERSION"
    written_by = version_file.read_text().strip() if version_file.exists() else str(binaries.major)
    if written_by != str(binaries.major):
        raise ConfigurationError(
            f"{data} was written by PostgreSQL {written_by}, and {binaries.source} is {binaries.version}: "
            f"install PostgreSQL {written_by}, or set another DATA_DIR"
        )


def _reachable(binaries: Binaries, home: Path, account: Account | None) -> Path:
    """Return a `bin` that the account may run: a copy in `home` when the way to the installation is closed to it."""
    if account is None or account.can_run(binaries.directory / "postgres", "-V"):
        return binaries.directory
    return binaries.copy_to(home / f"postgresql-{binaries.version}")


def _spawn_keeper(cluster: Cluster, listener: socket.socket, log: Path) -> None:
    """Start the keeper in a session of its own, with the server's log as its standard error."""
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    with log.open("wb") as stderr:
        subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-S", "-c", _RUN_KEEPER, cluster.to_json(), str(listener.fileno()), str(_SERVICES)],
            stdin=subprocess.DEVNULL,
            stdout=stderr,
            stderr=stderr,
            pass_fds=(listener.fileno(),),
            env=_environment(),
            cwd="/",
            start_new_session=True,
            check=False,  # a keeper that failed closes its socket: the user sees that
        )


def _environment() -> dict[str, str]:
    """What Postgres needs of ours: no secret, no PG* that would steer it, no locale that this machine may lack."""
    return {"LC_ALL": "C", **{name: os.environ[name] for name in _INHERITED if name in os.environ}}


def _failure(reason: str, log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    tail = "\n".join(lines[-_LOG_LINES:])
    return f"the embedded Postgres: {reason}; the end of {log}:\n{tail}"
