from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import asyncpg

from services.database.binaries import Binaries
from services.database.hold import Hold, take_hold
from services.database.placement import TEMPORARY

_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class TestServer:
    """A throw-away server, without fsync, on a unix socket and a loopback port; both stay the same over a restart.

    A keeper owns it, as the embedded one: it ends with the pytest process, however that ends.
    """

    __test__ = False

    def __init__(self, binaries: Binaries, directory: Path) -> None:
        self.port = _free_port()
        self._binaries = binaries
        self._directory = directory
        self._hold: Hold | None = None

    def start(self) -> None:
        """Start; nothing happens when it runs."""
        if self._hold is None:
            options = {**_OPTIONS, "port": str(self.port)}
            self._hold = take_hold(self._directory, options, binaries=self._binaries, homes=TEMPORARY)

    def stop(self) -> None:
        """Stop and keep the data, as an outage does."""
        if self._hold is not None:
            self._hold.release()
            self._hold = None

    @contextmanager
    def away(self) -> Generator[None]:
        """Be stopped while a block runs; running again afterwards, whatever happens."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def close(self) -> None:
        """Stop and remove everything."""
        self.stop()
        home = (self._directory / "postgres").resolve()
        shutil.rmtree((home / "run").resolve(), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)

    @property
    def pid(self) -> int:
        """The server's main process."""
        return int((self._directory / "postgres" / "data" / "postmaster.pid").read_text().split()[0])

    def dsn(self, name: str) -> str:
        """Return the address of database `name` on the unix socket."""
        sockets = (self._directory / "postgres" / "run").resolve()
        return f"postgresql://postgres@/{name}?host={quote(str(sockets), safe='')}&port={self.port}"

    def tcp_dsn(self, name: str) -> str:
        """Return the address of database `name` on the loopback port."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create an empty database or a copy of `template`, to which nobody may be connected."""
        copied = f' template "{template}"' if template else ""
        self._execute(f'create database "{name}"{copied}')

    def drop_database(self, name: str) -> None:
        """Drop it if it exists; whoever is connected is thrown out."""
        self._execute(f'drop database if exists "{name}" with (force)')

    def _execute(self, statement: str) -> None:
        """Run it in a thread of its own: fixtures call this with and without a running event loop."""
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, _execute(self.dsn("postgres"), statement)).result()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
