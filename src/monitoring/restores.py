"""How new sessions get their person's last project back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitoring.examples import Examples
from monitoring.fields import Fields, word
from monitoring.ratio import ratio
from monitoring.sketch import Sketch

_STAGE = "restore_project"
_ASKED_MS = 1.0
"""A stage that took less did not ask the database: there was nothing to restore."""


@dataclass(slots=True)
class Restores:
    """Counts restored projects and failures. A project that is no longer open to its person is no failure."""

    done: int = 0
    failed: Examples = field(default_factory=Examples)
    _ms: Sketch = field(default_factory=Sketch)
    _stage_ms: Sketch = field(default_factory=Sketch)

    @property
    def success_rate(self) -> float | None:
        """The share of attempts that came to an end without an error."""
        return ratio(self.done, self.done + self.failed.count)

    @property
    def ms(self) -> Sketch:
        """How long it took; in lines that do not say so, how long the stage took that does it."""
        return self._ms if self._ms.count else self._stage_ms

    def restored(self, fields: Fields) -> None:
        """Count a success."""
        self.done += 1
        self._ms.add(fields.get("elapsed_ms"))

    def not_restored(self, fields: Fields) -> None:
        """Count a failure."""
        self.failed.add(word(fields, "message_id"))

    def handled(self, stages: Mapping[str, object]) -> None:
        """Look at the milliseconds of a turn's stages."""
        elapsed = stages.get(_STAGE)
        if isinstance(elapsed, (int, float)) and elapsed >= _ASKED_MS:
            self._stage_ms.add(elapsed)
