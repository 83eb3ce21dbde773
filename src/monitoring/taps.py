"""What became of taps, and of typed numbers and titles: what people choose from what they were shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitoring.examples import Examples
from monitoring.fields import Fields, word
from monitoring.ratio import ratio

_CHOOSES_PROJECT = frozenset({"action:projects", "action:proj"})
_PROJECT_ROWS = ("projects_", "proj_")


@dataclass(slots=True)
class Taps:
    """Counts taps by their canonical line. Lines from before there was one tell of what was found, and what was not."""

    unresolved: Examples = field(default_factory=Examples)
    failed_choices: Examples = field(default_factory=Examples)
    _handled: int = 0
    _dead: int = 0
    _found: int = 0
    _choices: int = 0

    @property
    def count(self) -> int:
        """How many there were."""
        return max(self._handled or self._found + self.unresolved.count, self.unresolved.count)

    @property
    def success_rate(self) -> float | None:
        """The share of taps that led to what they stand for."""
        return ratio(self.count - self.unresolved.count - self._dead, self.count)

    @property
    def unresolved_share(self) -> float | None:
        """The share of taps that led nowhere."""
        return ratio(self.unresolved.count, self.count)

    @property
    def choices(self) -> int:
        """How many of them chose a project; all of them, where no line says what they chose."""
        return max(self._choices or self.count, self.failed_choices.count)

    @property
    def failed_choice_share(self) -> float | None:
        """The share of choices of a project that led to none: the row is gone, or the project is not open to them."""
        return ratio(self.failed_choices.count, self.choices)

    def handled(self, fields: Fields) -> None:
        """Count a message that came to its end, if it was a tap."""
        outcome, intent = word(fields, "outcome"), word(fields, "intent")
        if outcome in {"answered", "dead"} and (intent.startswith("action:") or word(fields, "kind") == "button"):
            self._handled += 1
            self._dead += outcome == "dead"
            self._choices += intent in _CHOOSES_PROJECT

    def found(self) -> None:
        """Count a list that was found."""
        self._found += 1

    def led_nowhere(self, fields: Fields) -> None:
        """Count a direct action that returned None."""
        self.unresolved.add(word(fields, "message_id"))
        if word(fields, "action_id").startswith(_PROJECT_ROWS):
            self.failed_choices.add(word(fields, "message_id"))

    def denied(self, fields: Fields) -> None:
        """Count a project that is not open to who chose it; one that a session started with was not chosen."""
        if word(fields, "at") != "restore":
            self.failed_choices.add(word(fields, "message_id"))
