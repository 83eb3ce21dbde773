"""Where the embedded server lives.

    <directory>/postgres/            its home: a directory, or a link to one that the server's account can reach
        data/                        the cluster
        run/                         its sockets: a directory, or a link to a shorter one
        server.log, server.log.1     this start's log and the one before

A link in place of a directory is the pointer: it says by itself where things are, and it goes when the data directory
goes. Root needs it when the way to <directory> is closed to the account that runs Postgres (a checkout in /root or in
a private temporary directory): opening that way would be a change to directories that are not ours.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from errors import ConfigurationError
from services.database.account import Account, owner_of, unprivileged_account

HOMES = ("/var/lib", "/var/tmp")  # noqa: S108 - made with mkdtemp
"""For a home that cannot be in its directory: where state belongs and nobody sweeps, then what survives a boot."""

TEMPORARY = ("/var/tmp", "/tmp")  # noqa: S108 - made with mkdtemp
"""For what may be lost."""

_LONGEST_SOCKET = 103
_LONGEST_NAME = len("/.s.PGSQL.65535")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a server lives: `home` and `sockets` are real paths; `account` runs it, None = whoever asks."""

    home: Path
    sockets: Path
    account: Account | None

    @property
    def door(self) -> Path:
        """The keeper's socket."""
        return self.sockets / "keeper.sock"

    @property
    def data(self) -> Path:
        """The cluster."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server and its keeper say."""
        return self.home / "server.log"


def place(directory: Path, *, homes: Sequence[str] = HOMES) -> Placement:
    """Return where the server of `directory` lives; made if it is new. The caller holds the directory's lock.

    Raises:
        ConfigurationError: this user may not use it, or no place is reachable for the server's account.
    """
    try:
        home = _home(directory / "postgres", homes)
        account = owner_of(home)
        return Placement(home=home, sockets=_sockets(home / "run", account), account=account)
    except OSError as error:
        raise ConfigurationError(
            f"the embedded Postgres cannot use {error.filename}: {error.strerror}; "
            "run as the user who made it, or choose another DATA_DIR"
        ) from None


def _home(link: Path, homes: Sequence[str]) -> Path:
    if not link.exists():
        _make_home(link, unprivileged_account(), homes)
    return link.resolve()


def _make_home(link: Path, account: Account | None, homes: Sequence[str]) -> None:
    link.unlink(missing_ok=True)
    link.mkdir(mode=0o700)
    if account and not account.owns(link):
        link.rmdir()
        link.symlink_to(_make_elsewhere(homes, account))


def _sockets(link: Path, account: Account | None) -> Path:
    """Make the sockets' directory, in a temporary one if its own path cannot be the address of a socket."""
    if link.is_dir():
        return link.resolve()
    link.unlink(missing_ok=True)  # its temporary directory was swept
    if _can_hold_sockets(link):
        link.mkdir(mode=0o700)
        if account:
            account.owns(link)
    else:
        link.symlink_to(_make_elsewhere((tempfile.gettempdir(), *TEMPORARY), account))
    return link.resolve()


def _can_hold_sockets(path: Path) -> bool:
    """A socket's path has 103 bytes at most; a comma separates hosts in a DSN."""
    return len(os.fsencode(path)) + _LONGEST_NAME <= _LONGEST_SOCKET and "," not in str(path)


def _make_elsewhere(bases: Sequence[str], account: Account | None) -> Path:
    """Make a private directory in the first base where the account can use it."""
    for base in bases:
        made = _try_make(base, account)
        if made:
            return made
    raise ConfigurationError(
        f"no directory that Postgres's account could use, neither the data directory nor {', '.join(bases)}: "
        "set DATABASE_URL or choose another DATA_DIR"
    )


def _try_make(base: str, account: Account | None) -> Path | None:
    try:
        made = Path(tempfile.mkdtemp(prefix="relais-", dir=base))
    except OSError:
        return None
    if account is None or account.owns(made):
        return made
    made.rmdir()
    return None
