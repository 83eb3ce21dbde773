from __future__ import annotations

import pytest
from rich.console import Console
from rich.table import Table

from tests.faults.promises import Finding, Promises
from tests.faults.scale import CHAOS

_FINDINGS = pytest.StashKey[list[Finding]]()


@pytest.fixture
def promises(request: pytest.FixtureRequest) -> Promises:
    """Hold a house to contract §7 after the fault that this test is about."""
    findings = request.config.stash.setdefault(_FINDINGS, [])
    return Promises(fault=request.node.name.removeprefix("test_").replace("_", " "), findings=findings)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what was survived, after `make chaos`."""
    if not CHAOS:
        return
    table = Table(title="Survived: nothing lost, nothing twice, in order; delivered again, nothing changed")
    for column in ("fault", "messages", "outcomes", "reply parts", "seconds"):
        table.add_column(column)
    for found in config.stash.get(_FINDINGS, []):
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(found.outcomes.items()))
        table.add_row(found.fault, str(found.messages), outcomes, str(found.parts), f"{found.seconds:.1f}")
    console = Console(width=160)
    with console.capture() as capture:
        console.print(table)
    terminalreporter.write_line(capture.get())
