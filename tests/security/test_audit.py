"""The audit of our dependencies: a hole fails it, a service that cannot be asked does not, and is not passed over."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.rules.checkout import ROOT
from tests.security import audit

HOLE = {
    "id": "GHSA-0000-0000-0000",
    "summary": "a hole",
    "affected": [{"package": {"name": "six", "ecosystem": "PyPI"}, "ranges": []}],
}
Answers = Callable[[Mapping[str, Any]], bytes]


def _knows(*names: str) -> Answers:
    """Know of a hole in these packages."""
    return lambda asked: json.dumps({"vulns": [HOLE]} if asked["package"]["name"] in names else {}).encode()


@contextmanager
def _service(answers: Answers, status: int = 200) -> Generator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answers(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()
        thread.join()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "lock.txt"
    path.write_text(f"six==1.16.0 --hash=sha256:{'0' * 64}\nidna==3.10 --hash=sha256:{'0' * 64}\n")
    return path


def _run(service: str, lock: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.security.audit", "--service", service, "--lock", str(lock)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_no_hole(lock: Path) -> None:
    with _service(_knows("jinja2")) as service:
        done = _run(service, lock)
    assert (done.returncode, "NOT AUDITED" in done.stderr) == (0, False)
    assert "No known vulnerabilities found" in done.stderr


def test_a_hole_fails(lock: Path) -> None:
    with _service(_knows("jinja2", "six")) as service:
        done = _run(service, lock)
    assert done.returncode == 1
    assert "GHSA-0000-0000-0000" in done.stdout


def test_a_lock_that_cannot_be_read_fails(tmp_path: Path) -> None:
    with _service(_knows("jinja2")) as service:
        assert _run(service, tmp_path / "missing.txt").returncode != 0


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        (_knows("jinja2"), 503),
        (_knows("jinja2"), 404),
        (lambda _asked: b"<html>Please log in to this network</html>", 200),
        (lambda _asked: b"{}", 200),
        (lambda _asked: b"[]", 200),
    ],
    ids=["overloaded", "not there", "a captive portal", "knows nothing", "says nonsense"],
)
def test_a_service_that_is_none_is_told(answers: Answers, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    with _service(answers, status) as service:
        assert audit.main(["--service", service]) == 0
    assert "NOT AUDITED" in capsys.readouterr().err


def test_a_service_that_is_away_is_told(lock: Path) -> None:
    done = _run("http://127.0.0.1:9/v1/query", lock)
    assert (done.returncode, "NOT AUDITED" in done.stderr) == (0, True)


def test_the_lock_that_is_audited_is_the_one_that_is_installed() -> None:
    assert audit.LOCK.is_file()
    assert f"-r {audit.LOCK.relative_to(ROOT)}" in (ROOT / "Makefile").read_text(encoding="utf-8")
