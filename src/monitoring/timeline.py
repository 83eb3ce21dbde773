"""What happened when, for charts: however long the log is, in a bounded number of steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from monitoring.sketch import Sketch

_MOST_STEPS = 96
_FIRST_WIDTH = 60.0


@dataclass(slots=True)
class Step:
    """What happened within one step of time."""

    messages: int = 0
    sessions: int = 0
    unresolved: int = 0
    reply_ms: Sketch = field(default_factory=Sketch)

    def merge(self, other: Step) -> None:
        """Take over what happened in another step."""
        self.messages += other.messages
        self.sessions += other.sessions
        self.unresolved += other.unresolved
        self.reply_ms.merge(other.reply_ms)


@dataclass(slots=True)
class Timeline:
    """Steps of `width` seconds, which doubles whenever there would be too many of them."""

    width: float = _FIRST_WIDTH
    _steps: dict[int, Step] = field(default_factory=dict[int, Step])

    def at(self, moment: float) -> Step:
        """Return the step that a moment lies in."""
        while (number := int(moment // self.width)) not in self._steps:
            self._steps[number] = Step()
            while max(self._steps) - min(self._steps) >= _MOST_STEPS:
                self._widen()
        return self._steps[number]

    def steps(self) -> Iterator[tuple[float, Step]]:
        """Yield every step from the first to the last with its beginning, the empty ones too."""
        if self._steps:
            for number in range(min(self._steps), max(self._steps) + 1):
                yield number * self.width, self._steps.get(number, Step())

    def _widen(self) -> None:
        self.width *= 2
        narrow, self._steps = self._steps, {}
        for number, step in narrow.items():
            self._steps.setdefault(number // 2, Step()).merge(step)
