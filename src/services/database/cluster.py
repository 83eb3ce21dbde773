from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

START_SECONDS = 60.0
"""A server that recovers from a crash may take long; a healthy one takes a tenth of a second."""

_STOPPING = ((signal.SIGINT, 3.0), (signal.SIGQUIT, 1.0), (signal.SIGKILL, 0.5))
"""Fast shutdown, then one that leaves recovery to the next start, then force, with the seconds given to each.

Together less than the 5 s that contract §2 gives to `make run` for stopping.
"""

_FIRST_WITH_BUILTIN_LOCALES = 17
_STATUS_LINE = 7
_PR_SET_PDEATHSIG = 1


class ClusterError(Exception):
    """Postgres did not do what it was asked; the log says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One data directory and how to run a server on it.

    `owner` is the uid and gid to run as, None = the caller's. `options` are server settings, as `-c name=value`.
    Errors: `ClusterError`.
    """

    home: str
    sockets: str
    binaries: str
    major: int
    options: Mapping[str, str]
    owner: tuple[int, int] | None = None

    def to_json(self) -> str:
        """For the command line of the keeper."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Cluster:
        """The other way."""
        return cls(**json.loads(text))

    @property
    def data(self) -> Path:
        """The data directory."""
        return Path(self.home, "data")

    @property
    def _pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def start(self) -> subprocess.Popen[bytes]:
        """Start a server, on a new cluster if there is none, and return it once it accepts connections."""
        if not self.data.exists():
            self._initialise()
        self._clear_locks()
        settings = [f"--{name}={value}" for name, value in self._settings().items()]
        server = self._spawn("postgres", "-D", str(self.data), *settings)
        self._wait_ready(server)
        return server

    def _initialise(self) -> None:
        """Make the cluster beside its place and rename it: a killed initdb leaves no half of one."""
        unfinished = Path(self.home, "data.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-instructions", *self._locale()]
        if self.options.get("fsync") == "off":
            options.append("--no-sync")
        if self._spawn("initdb", "-D", str(unfinished), *options).wait() != 0:
            raise ClusterError("initdb failed")
        unfinished.rename(self.data)

    def _locale(self) -> list[str]:
        """Unicode rules that depend on no locale of this machine; without them lower('É') stays 'É'."""
        if self.major >= _FIRST_WITH_BUILTIN_LOCALES:
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]

    def _settings(self) -> dict[str, str]:
        return {"unix_socket_directories": self.sockets, "unix_socket_permissions": "0700", **self.options}

    def _spawn(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        uid, gid = self.owner or (None, None)
        return subprocess.Popen(  # noqa: S603 - a program of the installation
            [str(Path(self.binaries, program)), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            user=uid,
            group=gid,
            extra_groups=() if self.owner else None,
            preexec_fn=_follow_parent(),  # noqa: PLW1509 - the keeper has one thread
        )

    def _wait_ready(self, server: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready(server.pid):
            if server.poll() is not None:
                raise ClusterError("Postgres did not start")
            if time.monotonic() > deadline:
                stop(server)
                raise ClusterError(f"Postgres did not start within {START_SECONDS:.0f} s")
            time.sleep(0.005)

    def _is_ready(self, pid: int) -> bool:
        """The server says so in its pid file, where `pg_ctl` reads it too."""
        lines = self._pid_file_lines()
        return lines[:1] == [str(pid)] and "".join(lines[_STATUS_LINE:]).strip() == "ready"

    def _pid_file_lines(self) -> list[str]:
        try:
            return self._pid_file.read_text().splitlines()
        except FileNotFoundError:
            return []

    def _clear_locks(self) -> None:
        """End a server whose keeper was killed; free lock files that name a stranger or a zombie."""
        owner = "".join(self._pid_file_lines()[:1])
        if owner.isdecimal() and self._is_server(int(owner)):
            self._end_orphan(int(owner))
        self._free_pid_file()
        for lock in Path(self.sockets).glob(".s.PGSQL.*.lock"):
            lock.unlink()

    def _free_pid_file(self) -> None:
        """Put our own pid in place of the old one: Postgres knows that its parent is no server.

        The file stays, because its other lines let Postgres check that no backend of the old server is left.
        """
        lines = self._pid_file_lines()
        if lines:
            self._pid_file.write_text("\n".join([str(os.getpid()), *lines[1:], ""]))
        else:
            self._pid_file.unlink(missing_ok=True)

    def _is_server(self, pid: int) -> bool:
        command = _command_of(pid)
        return "postgres" in command and str(self.data) in command

    def _end_orphan(self, pid: int) -> None:
        for number, seconds in _STOPPING:
            os.kill(pid, number)
            if _comes_true(lambda: not self._is_server(pid), seconds):
                return


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop a server that is our child, cleanly if it lets us, and reap it."""
    for number, seconds in _STOPPING:
        server.send_signal(number)
        try:
            server.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return


def _comes_true(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _command_of(pid: int) -> str:
    """Return the command line of a living process; empty for a zombie or none."""
    if not Path("/proc/self").exists():
        command = ["/bin/ps", "-o", "command=", "-p", str(pid)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - a constant
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="surrogateescape")
    except OSError:
        return ""


def _follow_parent() -> Callable[[], None] | None:
    """Return what a new child does so that Linux ends it (SIGINT: cleanly) when the thread that made it dies.

    Without it, on other systems, the next start ends what a killed keeper left.
    """
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def follow() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return follow
