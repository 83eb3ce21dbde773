"""Small charts, drawn here as SVG: no script, no inline style, a name for screen readers, a value under the pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

Values = Sequence[float | None]
"""One for each bucket of time; None where nothing was measured."""

_WIDTH, _HEIGHT, _GAP = 6, 40, 1
_LEAST = 1.5
"""What is not nothing can be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What the charts of a page share: `buckets` names each bucket of time, `per` how long one is."""

    buckets: Sequence[str]
    per: str

    def bars(self, title: str, values: Values, told: Callable[[float], str]) -> Markup:
        """Draw a bar for each bucket; the newest, which is not over yet, is lighter."""
        top = _top(values)
        newest = len(values) - 1
        drawn = [_bar(place, (value or 0) / top, newest=place == newest) for place, value in enumerate(values)]
        return self._svg(title, [("", values)], told, Markup().join(drawn))

    def lines(self, title: str, series: Sequence[tuple[str, Values]], told: Callable[[float], str]) -> Markup:
        """Draw a line for each of the named series, over one scale."""
        top = _top([value for _, values in series for value in values])
        drawn = [
            Markup('<path class="line-{}" vector-effect="non-scaling-stroke" d="{}"/>').format(
                place, _path(values, top)
            )
            for place, (_, values) in enumerate(series)
        ]
        return self._svg(title, series, told, Markup().join(drawn))

    def _svg(
        self, title: str, series: Sequence[tuple[str, Values]], told: Callable[[float], str], drawn: Markup
    ) -> Markup:
        width = _WIDTH * len(self.buckets)
        name = f"{title} per {self.per}: {'; '.join(_summary(name, values, told) for name, values in series)}"
        return Markup(
            '<svg class="chart" role="img" viewBox="0 0 {} {}" preserveAspectRatio="none"><title>{}</title>'
            '<path class="ground" vector-effect="non-scaling-stroke" d="M0 {}H{}"/>{}{}</svg>'
        ).format(width, _HEIGHT + 1, name, _HEIGHT, width, drawn, Markup().join(self._touch(series, told)))

    def _touch(self, series: Sequence[tuple[str, Values]], told: Callable[[float], str]) -> Iterable[Markup]:
        """Yield what shows each bucket's values under the pointer."""
        for place, bucket in enumerate(self.buckets):
            said = ", ".join(_said(name, values[place], told) for name, values in series)
            yield Markup('<rect class="touch" x="{}" width="{}" height="{}"><title>{}</title></rect>').format(
                place * _WIDTH, _WIDTH, _HEIGHT, f"{bucket} – {said}"
            )


def share_bar(share: float) -> Markup:
    """Draw a share of 1 as a bar; what it means stands beside it."""
    return Markup(
        '<svg class="share" aria-hidden="true" viewBox="0 0 100 4" preserveAspectRatio="none">'
        '<rect class="ground" width="100" height="4"/><rect class="bar" width="{:.1f}" height="4"/></svg>'
    ).format(100 * share)


def _top(values: Values) -> float:
    return max([value for value in values if value], default=1)


def _bar(place: int, share: float, *, newest: bool) -> Markup:
    if not share:
        return Markup()
    height = max(_LEAST, share * _HEIGHT)
    return Markup('<rect class="{}" x="{}" y="{:.1f}" width="{}" height="{:.1f}"/>').format(
        "bar newest" if newest else "bar", place * _WIDTH, _HEIGHT - height, _WIDTH - _GAP, height
    )


def _path(values: Values, top: float) -> str:
    """Draw from value to value, each as wide as its bucket; where one is missing the line has a hole."""
    steps: list[str] = []
    drawing = False
    for place, value in enumerate(values):
        if value is not None:
            height = (_HEIGHT - 1) * (1 - value / top) + 1
            steps.append(f"{'L' if drawing else 'M'}{place * _WIDTH + _GAP} {height:.1f}h{_WIDTH - 2 * _GAP}")
        drawing = value is not None
    return "".join(steps)


def _summary(name: str, values: Values, told: Callable[[float], str]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return _said(name, None, told)
    extremes = f"from {told(min(known))} to {told(max(known))}, the newest {told(known[-1])}"
    return f"{name} {extremes}".strip()


def _said(name: str, value: float | None, told: Callable[[float], str]) -> str:
    return f"{name} {'nothing' if value is None else told(value)}".strip()
