"""How long things took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitoring.fields import Fields, name_among, word
from monitoring.sketch import Sketch


@dataclass(slots=True)
class Latencies:
    """Milliseconds of what canonical lines and sent parts tell."""

    reply: Sketch = field(default_factory=Sketch)
    turn: Sketch = field(default_factory=Sketch)
    send: Sketch = field(default_factory=Sketch)
    stages: dict[str, Sketch] = field(default_factory=dict[str, Sketch])

    def handled(self, fields: Fields, stages: Mapping[str, object]) -> None:
        """Count a message that came to its end."""
        self.turn.add(fields.get("elapsed_ms"))
        if word(fields, "outcome") == "answered":
            self.reply.add(reply_ms(fields))
        for stage, elapsed in stages.items():
            sketch = self.stages.get(stage)
            if sketch is None:
                sketch = self.stages.setdefault(name_among(self.stages, stage), Sketch())
            sketch.add(elapsed)

    def sent(self, fields: Fields) -> None:
        """Count a part that a provider took."""
        self.send.add(fields.get("elapsed_ms"))


def reply_ms(fields: Fields) -> object:
    """Return how long an answer took since its message came in; older lines only know how long the turn took."""
    return fields.get("since_received_ms", fields.get("elapsed_ms"))
