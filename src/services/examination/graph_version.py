"""Until when Meta answers the version of its Graph API that is configured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from services.examination.check import Check, not_configured, verdict

ENDS = {
    "v21.0": date(2027, 1, 21),  # Meta's changelog of Graph API versions, as of November 2026
}
"""Versions whose end Meta has announced. A version ends two years after the next one came, at the earliest."""

CURRENT = "v26.0"  # Meta's changelog, as of November 2026
"""The newest version that was tried."""

WARNING_DAYS = 60

_NAME = "graph_version"
_WHERE = "check Meta's changelog of Graph API versions"


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphVersionLook:
    """Looks at a version such as `v26.0`; None where Meta's channel is off."""

    version: str | None
    today: Callable[[], date] = _today

    async def __call__(self) -> Sequence[Check]:
        """Find a version that has ended, or ends within 60 days."""
        if self.version is None:
            return [not_configured(_NAME)]
        return [verdict(_NAME, *_judged(self.version, ENDS.get(self.version), self.today()))]


def _judged(version: str, ends: date | None, today: date) -> tuple[int, str]:
    if ends is not None:
        left = (ends - today).days
        said = f"{version} ended on {ends}" if left <= 0 else f"{version} ends on {ends}, in {left} days"
        return int(left <= WARNING_DAYS), f"{said}: set GRAPH_API_VERSION={CURRENT}" if left <= WARNING_DAYS else said
    if version == CURRENT:
        return 0, f"{version} is the newest that was tried; its end is not announced"
    if _number(version) < min(map(_number, ENDS)):
        return 1, f"{version} has ended, or is about to: set GRAPH_API_VERSION={CURRENT}"
    return 0, f"the end of {version} is unknown: {_WHERE}"


def _number(version: str) -> float:
    return float(version.removeprefix("v"))
