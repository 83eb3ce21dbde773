"""How sure is sure? Confidences of the classifier, by which the answer to a text is chosen.

`python -m benchmarks intents` prints how many are right in each band, by cross-validation on the examples.
"""

from __future__ import annotations

CERTAIN = 0.95
"""The text is known as it stands: nothing else need be looked for."""

SURE = 0.6
"""It is done, and nothing is said about it: nine in ten are right."""

LIKELY = 0.4
"""It is done, and what else may be meant is offered. Below, nothing is done: the person is asked."""

POSSIBLE = 0.12
"""Worth a button when nothing is likely."""
