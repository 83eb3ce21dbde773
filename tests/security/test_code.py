"""What the code itself promises, wherever no request can show it."""

from __future__ import annotations

import ast
import re

from services.database.cluster import Cluster
from services.database.embedded import _OPTIONS
from services.database.migrate import find_migrations
from tests.rules.checkout import SRC, imported, modules


def test_secrets_are_compared_in_constant_time() -> None:
    for name in ("api/answers", "console/access", "console/seal"):
        assert "compare_digest" in (SRC / "handlers" / f"{name}.py").read_text("utf-8")
    for name in ("cloud", "twilio"):
        assert "compare_digest" in (SRC / "services/channels" / name / "signature.py").read_text("utf-8")


def test_the_embedded_postgres_listens_on_a_socket_of_its_owner_alone() -> None:
    assert _OPTIONS["listen_addresses"] == ""
    cluster = Cluster(home="/h", sockets="/s", binaries="/b", major=18, options=_OPTIONS)
    assert cluster._settings()["unix_socket_permissions"] == "0700"


def test_no_handler_trusts_who_it_is_said_to_be() -> None:
    """Forwarded headers decide nothing but the cookie's `Secure`, and that somebody is not at this machine."""
    trusting = {
        str(path.relative_to(SRC))
        for path in (SRC / "handlers").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("X-Forwarded")
    }
    assert trusting == {"handlers/here.py", "handlers/console/access.py"}


def test_what_is_built_in_the_database_is_built_of_quoted_names() -> None:
    """`execute` runs what `format` made; nothing is glued to it by hand."""
    glued = re.compile(
        r"\bexecute\s+(?!format\b|function\b|v_object\.definition\b)|\bexecute\s+format\([^;]*\|\|", re.IGNORECASE
    )
    found = {
        path.name: glued.findall(_code(path.read_text("utf-8")))
        for path in (find_migrations() / "functions").glob("*.sql")
    }
    assert {name: places for name, places in found.items() if places} == {}


def _code(sql: str) -> str:
    return re.sub(r"--.*|grant execute.*|revoke.*", "", sql)


def test_nothing_of_ours_can_unpack_or_draw() -> None:
    """No decoder of images, no unpacker beside the log reader's: there is nothing for a bomb to go off in."""
    unpackers = {"PIL", "cv2", "zipfile", "tarfile", "zlib", "bz2", "lzma", "zstandard", "brotli", "pickle", "marshal"}
    found = {
        f"{path}: {name}"
        for path, tree in modules(SRC).items()
        for name in imported(tree)
        if name.partition(".")[0] in unpackers and not path.startswith("monitoring/")
    }
    assert found == {"services/classifier/features.py: zlib"}, "checksums of words"
