"""What a list of answers is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles

from benchmarks.intents.labelled import Labelled


@dataclass(frozen=True, slots=True)
class Answer:
    """What the classifier said of a text; `elapsed` in milliseconds."""

    asked: Labelled
    intent: str
    confidence: float
    elapsed: float

    @property
    def right(self) -> bool:
        """Whether that is so."""
        return self.intent == self.asked.intent


@dataclass(frozen=True, slots=True)
class Scores:
    """Sums answers up; shares lie between 0 and 1."""

    answers: Sequence[Answer]

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return _right(self.answers)

    @property
    def by_language(self) -> dict[str, float]:
        """The accuracy of each language."""
        languages = sorted({answer.asked.language for answer in self.answers})
        return {language: _right([a for a in self.answers if a.asked.language == language]) for language in languages}

    @property
    def by_intent(self) -> dict[str, float]:
        """The F1 of each intent."""
        return {intent: self._f1(intent) for intent in sorted({answer.asked.intent for answer in self.answers})}

    @property
    def macro_f1(self) -> float:
        """The mean F1 of all intents."""
        return fmean(self.by_intent.values())

    def between(self, low: float, high: float) -> tuple[float, float]:
        """Return the share of texts with a confidence from `low` to below `high`, and how many of these are right."""
        found = [answer for answer in self.answers if low <= answer.confidence < high]
        return len(found) / len(self.answers), _right(found)

    @property
    def median(self) -> float:
        """The median milliseconds of a text."""
        return median(answer.elapsed for answer in self.answers)

    @property
    def p99(self) -> float:
        """The milliseconds below which 99 of 100 texts stay."""
        return quantiles((answer.elapsed for answer in self.answers), n=100)[-1]

    def _f1(self, intent: str) -> float:
        said = [answer.right for answer in self.answers if answer.intent == intent]
        meant = sum(answer.asked.intent == intent for answer in self.answers)
        return 2 * sum(said) / ((len(said) + meant) or 1)


def _right(answers: Iterable[Answer]) -> float:
    found = [answer.right for answer in answers]
    return fmean(found) if found else 0.0
