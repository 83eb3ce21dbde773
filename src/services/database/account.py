from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from errors import ConfigurationError

_UNPRIVILEGED = ("nobody", "postgres")


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs Postgres when relais runs as root, which Postgres refuses to be."""

    uid: int
    gid: int

    def owns(self, path: Path) -> bool:
        """Give `path` to the account and say whether the account can then write there.

        Asks the account itself, with a process of its own: mode bits, access lists, mounts and a root whose rights
        are cut all have a say.
        """
        try:
            os.chown(path, self.uid, self.gid)
        except OSError:
            return False
        return self.can_run("/bin/sh", "-c", 'test -w "$1" && test -x "$1"', "sh", str(path))

    def can_run(self, *command: str | Path) -> bool:
        """Say whether the account may run `command` and it ends well."""
        try:
            done = subprocess.run(  # noqa: S603 - commands of this package
                command, user=self.uid, group=self.gid, extra_groups=(), cwd="/", capture_output=True, check=False
            )
        except OSError:
            return False
        return done.returncode == 0


def owner_of(path: Path) -> Account | None:
    """Return the account that owns `path`, if it takes another account to use it: only root needs one."""
    if os.geteuid() != 0:
        return None
    status = path.stat()
    return Account(status.st_uid, status.st_gid)


def unprivileged_account() -> Account | None:
    """Return an existing account for a new server, or None when not root: then the user's own is right.

    Raises:
        ConfigurationError: root, and there is no such account.
    """
    if os.geteuid() != 0:
        return None
    entries = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in _UNPRIVILEGED:
        if name in entries:
            return Account(entries[name].pw_uid, entries[name].pw_gid)
    raise ConfigurationError(
        f"Postgres does not run as root, and there is no account {' or '.join(_UNPRIVILEGED)}: set DATABASE_URL"
    )
