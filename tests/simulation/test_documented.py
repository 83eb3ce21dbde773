"""The example of docs/simulator.md, played with the real relais."""

from __future__ import annotations

from typing import Any

from simulation import CloudAccount, Simulation
from tests.docs.pages import DOCS, blocks
from tests.door.servers import on_one_server
from tests.house import House

[EXAMPLE] = [block for block in blocks(DOCS / "simulator.md") if block.language == "python"]


@on_one_server
async def test_the_example_goes_as_it_says(relais: House, simulation: Simulation) -> None:
    names: dict[str, Any] = {}
    exec(compile(EXAMPLE.text, str(EXAMPLE), "exec"), names)
    [played] = [value for name, value in names.items() if name.startswith("test_")]

    await played(simulation)
    await relais.settled()


def test_the_settings_are_those_that_are_printed() -> None:
    [told] = [block for block in blocks(DOCS / "simulator.md") if block.language == "ini"]
    printed = CloudAccount().settings("http://127.0.0.1:8090")
    assert told.text == "".join(f"{name}={value}\n" for name, value in printed.items())
