"""Writes docs/reference/: `python -m tests.docs.generate`, after a setting, a command, a route or an SQL head changed."""

from __future__ import annotations

import sys

from tests.docs.pages import DOCS
from tests.docs.reference import REFERENCE


def main() -> None:
    for name, made in REFERENCE.items():
        (DOCS / "reference" / name).write_text(made(), encoding="utf-8")
        sys.stdout.write(f"wrote docs/reference/{name}\n")


if __name__ == "__main__":
    main()
