"""Are there known holes in what we depend on? `python -m tests.security.audit`, a step of `make check`.

Exit 0: none. 1: some, or the audit itself broke. Where the service that knows of holes cannot be reached, nothing is
audited: that is said loudly on stderr, and is no failure, because a machine without the internet must be able to check.
Whether it can be reached is asked with a version that has had a hole for years: a proxy that answers everything with
a friendly page, or with nothing, is not taken for good news.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

LOCK = Path(__file__).parents[2] / "requirements" / "development.txt"
SERVICE = "https://api.osv.dev/v1/query"
KNOWN_HOLE = {"package": {"name": "jinja2", "ecosystem": "PyPI"}, "version": "2.4.1"}

_SECONDS = 15
_NOT_AUDITED = """
*****************************************************************************
  NOT AUDITED: {service} cannot be asked
  ({reason}).
  Nobody knows whether the locked dependencies have known holes.
  Run `make audit` again where the service can be reached.
*****************************************************************************
"""


def main(arguments: list[str]) -> int:
    """Audit a lock file and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default=SERVICE)
    parser.add_argument("--lock", type=Path, default=LOCK)
    chosen = parser.parse_args(arguments)
    reason = unreachable(chosen.service)
    if reason is None:
        return _audit(chosen.lock, chosen.service)
    sys.stderr.write(_NOT_AUDITED.format(service=chosen.service, reason=reason))
    return 0


def unreachable(service: str) -> str | None:
    """Return why the service cannot be asked, None when it knows of the known hole."""
    asked = Request(service, data=json.dumps(KNOWN_HOLE).encode(), headers={"Content-Type": "application/json"})
    try:
        with urlopen(asked, timeout=_SECONDS) as answer:
            told = json.load(answer)
    except (URLError, OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None if isinstance(told, dict) and told.get("vulns") else "it does not know a hole that is known for years"


def _audit(lock: Path, service: str) -> int:
    options = ["--disable-pip", "--strict", "--progress-spinner=off", "--desc=off", f"--timeout={_SECONDS}"]
    command = [sys.executable, "-m", "pip_audit", *options, "-s", "osv", "--osv-url", service, "-r", str(lock)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
