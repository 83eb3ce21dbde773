"""One thing that was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at; `found` counts what is wrong, and `status` is `ok` exactly when that is 0."""

    check_name: str
    status: str
    found: int
    detail: str

    @property
    def wrong(self) -> bool:
        """Whether something is wrong with it."""
        return self.status != "ok"


def verdict(check_name: str, found: int, detail: str) -> Check:
    """Return a check that found so much wrong."""
    return Check(check_name=check_name, status="broken" if found else "ok", found=found, detail=detail)


def of_problems(check_name: str, problems: Sequence[str], fine: str) -> Check:
    """Return a check that names each problem; `fine` is what there is to say in any case."""
    return verdict(check_name, len(problems), "; ".join([*problems, fine] if fine and problems else problems or [fine]))


def not_configured(check_name: str, what: str = "") -> Check:
    """Return a check that there was nothing to make of: that is no fault."""
    return verdict(check_name, 0, f"not configured{f': {what}' if what else ''}")
