"""Percentiles in constant memory: how far off they may be."""

from __future__ import annotations

import math
import random

import pytest

from monitoring.sketch import Sketch


def _sketch(values: list[float]) -> Sketch:
    sketch = Sketch()
    for value in values:
        sketch.add(value)
    return sketch


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99])
def test_is_at_most_half_a_percent_off(share: float) -> None:
    chance = random.Random(1)
    values = sorted(chance.lognormvariate(3, 2) for _ in range(10_000))
    exact = values[math.ceil(share * len(values)) - 1]
    assert _sketch(values).percentile(share) == pytest.approx(exact, rel=0.0051)


@pytest.mark.parametrize("value", [0, 0.01, 49.99, 50, 50.01, 1e9])
def test_knows_a_single_value(value: float) -> None:
    found = _sketch([value]).percentile(0.99)
    assert found == pytest.approx(value, rel=0.005)
    assert found is not None
    assert found <= value, "what is exactly at a limit is never above it"


def test_stays_small_whatever_it_is_fed() -> None:
    chance = random.Random(1)
    sketch = _sketch([10 ** chance.uniform(-9, 9) for _ in range(50_000)])
    assert len(sketch._buckets) < 3000


@pytest.mark.parametrize("value", [None, "1", [], math.nan, math.inf, -1, 1e300, 10**400])
def test_passes_over_what_is_no_time(value: object) -> None:
    sketch = Sketch()
    sketch.add(value)
    assert sketch.as_json() == {"p50": None, "p95": None, "p99": None, "count": 0}


def test_two_become_one() -> None:
    one, other = _sketch([1.0, 2.0, 3.0]), _sketch([1000.0])
    one.merge(other)
    assert (one.count, one.percentile(0.99)) == (4, 1000)
