"""handlers → pipeline → services; errors, events, logs, messages and the like below; commands above."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.checkout import SRC, TESTS, imported, modules

BELOW = {"errors", "events", "logs", "messages", "languages", "action_ids", "tolerant_reader", "tracing"}
INSIDE = BELOW | {"services", "pipeline", "handlers"}

MAY_IMPORT = {
    **dict.fromkeys(BELOW, BELOW),
    "settings": BELOW,
    "services": BELOW | {"services"},
    "pipeline": BELOW | {"services", "pipeline"},
    "handlers": INSIDE,
    "app": INSIDE | {"settings", "app"},
    "monitoring": BELOW | {"monitoring"},
    "simulation": INSIDE - {"pipeline"} | {"simulation"},
    "conversations": INSIDE | {"settings", "app", "conversations"},
    "pytest_relais": BELOW | {"conversations"},
    "commands": INSIDE | {"settings", "app", "conversations", "monitoring", "simulation", "commands"},
    "cli": INSIDE | {"settings", "app", "commands"},
}
"""Each module and package of the import root, and what of ours it may know."""


def _owner(path: str) -> str:
    return path.split("/", maxsplit=1)[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(SRC))
def test_knows_only_what_lies_below(path: str) -> None:
    known = {name.split(".")[0] for name in imported(modules(SRC)[path])} & MAY_IMPORT.keys()
    assert known - MAY_IMPORT[_owner(path)] == set()


def test_everything_in_the_import_root_has_its_place() -> None:
    assert {_owner(path) for path in modules(SRC)} == MAY_IMPORT.keys()


@pytest.mark.parametrize("folder", [SRC, TESTS], ids=["src", "tests"])
def test_nothing_imports_a_second_copy(folder: Path) -> None:
    names = {name for tree in modules(folder).values() for name in imported(tree)}
    assert {name for name in names if name.split(".")[0] == "src"} == set()
    assert {name for name in names if name.startswith(".")} == set(), "a relative import hides its direction"
