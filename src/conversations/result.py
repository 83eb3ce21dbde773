"""What came of a script: the conversation as it went, and where it differs from what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conversations.provider import Seen


@dataclass(frozen=True, slots=True)
class Difference:
    """An expectation that did not come true."""

    what: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One step: what was done (a line each), by whom, what came back, and what of it is not as expected."""

    line: int
    by: str
    done: tuple[str, ...]
    seen: tuple[Seen, ...]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One script, up to its first step that differs; `left` is how many steps were not played after it."""

    path: Path
    name: str
    exchanges: Sequence[Exchange]
    left: int
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not any(exchange.differences for exchange in self.exchanges)

    def as_json(self) -> dict[str, Any]:
        """Return what `relais test --json` prints."""
        return {
            "file": str(self.path),
            "name": self.name,
            "passed": self.passed,
            "steps": len(self.exchanges),
            "seconds": round(self.seconds, 3),
            "differences": [
                {
                    "line": exchange.line,
                    "what": difference.what,
                    "expected": difference.expected,
                    "got": difference.got,
                }
                for exchange in self.exchanges
                for difference in exchange.differences
            ],
        }
