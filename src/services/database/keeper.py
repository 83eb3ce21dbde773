"""The keeper: a small process that owns an embedded Postgres as its direct child.

Each user of the server holds an open connection to the keeper's socket; those connections are the reference count.
The kernel closes them however a user ends, so nothing can be counted wrongly. The last one gone, Postgres is stopped
and the keeper leaves. It has a session of its own: Ctrl-C in its user's terminal does not reach it.

    user → keeper   nothing; closing its half says "I leave"
    keeper → user   one line, `ready` or a sentence that says what failed; then the end of the stream, when Postgres
                    has stopped (for the last one) or at once (for the others)
"""

from __future__ import annotations

import fcntl
import os
import selectors
import signal
import socket
import subprocess
import sys
from pathlib import Path

from services.database.cluster import Cluster, ClusterError, stop

READY = "ready"
_TICK_SECONDS = 0.25
"""How soon a Postgres that died is seen; users are seen at once."""


class Keeper:
    """Runs `cluster` for as long as `listener` has users. The listener is bound and has its first user waiting."""

    def __init__(self, cluster: Cluster, listener: socket.socket) -> None:
        self._cluster = cluster
        self._listener = listener
        self._server: subprocess.Popen[bytes] | None = None
        self._waiting: set[socket.socket] = set()
        self._users: set[socket.socket] = set()
        self._leaving: set[socket.socket] = set()
        self._selector = selectors.DefaultSelector()
        listener.setblocking(False)
        self._selector.register(listener, selectors.EVENT_READ)

    def run(self) -> None:
        """Return when the last user is gone and Postgres has stopped."""
        self._look()
        while self._users or self._waiting:
            self._serve_waiting()
            self._look()
        self._close_door()
        if self._server:
            stop(self._server)

    def _look(self) -> None:
        """Take note of who came and who left, within a tick."""
        for key, _ in self._selector.select(_TICK_SECONDS):
            if key.fileobj is self._listener:
                self._admit()
            elif isinstance(key.fileobj, socket.socket):
                self._see_off(key.fileobj)
        if self._users or self._waiting:
            self._release_leaving()

    def _admit(self) -> None:
        user, _ = self._listener.accept()
        self._waiting.add(user)
        self._selector.register(user, selectors.EVENT_READ)

    def _see_off(self, user: socket.socket) -> None:
        self._selector.unregister(user)
        self._waiting.discard(user)
        self._users.discard(user)
        self._leaving.add(user)

    def _release_leaving(self) -> None:
        """Those who leave while others stay need not wait for Postgres to stop."""
        while self._leaving:
            self._leaving.pop().close()

    def _serve_waiting(self) -> None:
        """See that Postgres runs, also when it died meanwhile, and tell those who wait."""
        try:
            if self._server is None or self._server.poll() is not None:
                self._server = self._cluster.start()
        except (ClusterError, OSError) as error:
            self._answer(str(error))
            return
        self._users |= self._answer(READY)

    def _answer(self, line: str) -> set[socket.socket]:
        """Send `line` to everyone who waits; whoever hears a failure is sent away. Returns those it reached."""
        answered, self._waiting = self._waiting, set()
        for user in answered:
            try:
                user.sendall(f"{line}\n".encode())
            except OSError:
                continue  # its end is the next thing that we see of it
            finally:
                if line != READY:
                    self._see_off(user)
        return answered if line == READY else set()

    def _close_door(self) -> None:
        """Unlink before closing: as long as a connection succeeds, nobody puts a new socket in this place."""
        Path(self._listener.getsockname()).unlink(missing_ok=True)
        self._listener.close()


def main() -> None:
    """Run with the arguments CLUSTER_JSON LISTENER_FD; the process ends at once, a child of it is the keeper."""
    cluster, listener = Cluster.from_json(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    if os.fork():
        os._exit(0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stay)
    with Path(cluster.home, "keeper.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the one before may still be stopping its Postgres
        Keeper(cluster, listener).run()


def _stay(_number: int, _frame: object) -> None:
    """Stay: only the last user ends a keeper. SIG_IGN would do the same, but Postgres would inherit it."""
