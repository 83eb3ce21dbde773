"""When somebody should look: the alerts, what each waits for, and what to do then. Names are stable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import gt, lt

from monitoring.outages import Outage
from monitoring.tally import Tally
from monitoring.times import stamp

Measured = tuple[float | None, str]
"""A value, None when there was nothing to measure; and a sentence on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A value that must not be above its limit (or below, with `at_least`).

    `measure(tally, now)` returns the value; the log ends, or stands, at `now`, in seconds since 1970.
    """

    name: str
    limit: float
    meaning: str
    action: str
    measure: Callable[[Tally, float], Measured]
    at_least: bool = False

    def detail(self, tally: Tally, limit: float, now: float) -> str | None:
        """Return why there is an alert, or None when there is none."""
        value, told = self.measure(tally, now)
        is_beyond = lt if self.at_least else gt
        return told if value is not None and is_beyond(value, limit) else None


def _bursts(tally: Tally, _now: float) -> Measured:
    """Of those who are counted here each is beyond the limit: the tally was told of it."""
    people = tally.bursts.people
    told = f"{people.count} people opened more than {tally.bursts.limit} sessions within 60 s{people}"
    return (tally.bursts.limit + 1.0 if people.count else None), told


def _unresolved(tally: Tally, _now: float) -> Measured:
    taps = tally.taps
    return taps.unresolved_share, f"{taps.unresolved.count} of {taps.count} taps led nowhere{taps.unresolved}"


def _empty_searches(tally: Tally, _now: float) -> Measured:
    found = tally.empty_searches
    return found.count, f"{found.count} searches for tool_outputs in the last 0 messages{found}"


def _violations(tally: Tally, _now: float) -> Measured:
    found = tally.violations
    return found.count, f"{found.count} lines tell of a second active session of a person{found}"


def _restore_success(tally: Tally, _now: float) -> Measured:
    failed, done = tally.restores.failed, tally.restores.done
    told = f"{failed.count} of {done + failed.count} restores of a project failed{failed}"
    return tally.restores.success_rate, told


def _restore_p99(tally: Tally, _now: float) -> Measured:
    p99 = tally.restores.ms.percentile(0.99)
    return p99, f"the slowest of a hundred restores of a project takes {p99} ms"


def _failed_choices(tally: Tally, _now: float) -> Measured:
    taps, failed = tally.taps, tally.taps.failed_choices
    return taps.failed_choice_share, f"{failed.count} of {taps.choices} choices of a project failed{failed}"


def _outage(tally: Tally, now: float) -> Measured:
    worst: Outage | None = tally.outages.worst(now)
    if worst is None:
        return None, ""
    return worst.seconds, f"{worst.backend} was away for {worst.seconds:.0f} s from {stamp(worst.began)} on"


def _rows(tally: Tally, _now: float) -> Measured:
    sessions, people = tally.rows
    return (sessions / people if people else None), f"{sessions} sessions are stored for {people} people"


ALERTS: tuple[Alert, ...] = (
    Alert(
        name="new_sessions_per_minute",
        limit=10,
        meaning="Sessions that one person opened within any 60 seconds (`session.created` by `subcontractor_id`).",
        action="Sessions are not reused. Compare `SESSION_DAY_START` and `DEFAULT_TIMEZONE`, then `relais doctor`.",
        measure=_bursts,
    ),
    Alert(
        name="unresolved_actions",
        limit=0.05,
        meaning="Share of taps that led nowhere: `direct_action.unresolved`, of all taps as in `button_success_rate`.",
        action="Take an id to `relais why`: which message carried the button, and what did it show?",
        measure=_unresolved,
    ),
    Alert(
        name="empty_searches",
        limit=0,
        meaning='Lines "Searching for tool_outputs in last 0 messages": a choice was looked for in an empty session. '
        "All being well nobody logs that: without a history relais does not search.",
        action="The turn did not see its session. `relais why` with the id, then look for `session.created` around it.",
        measure=_empty_searches,
    ),
    Alert(
        name="active_index_violations",
        limit=0,
        meaning="Lines of any program that tell of a violation of `idx_unique_active_session_per_user`, and "
        "`sessions.unhealthy` with `duplicate_active_sessions`.",
        action="Something beside relais writes sessions, or the index is missing: `relais doctor`, then `--fix`.",
        measure=_violations,
    ),
    Alert(
        name="restore_success_rate",
        limit=0.9,
        at_least=True,
        meaning="The figure `restore_success_rate`.",
        action="See the `reason` of `project.restore_failed`: the database is slow or away.",
        measure=_restore_success,
    ),
    Alert(
        name="restore_p99_ms",
        limit=50,
        meaning="`latency_ms.restore.p99`.",
        action="Look at the load and the connections of the database; `relais doctor` names missing indexes.",
        measure=_restore_p99,
    ),
    Alert(
        name="selection_errors",
        limit=0.05,
        meaning="Share of choices of a project (`action:projects`, `action:proj`) that led to none: "
        "`direct_action.unresolved` with `projects_N` or `proj_…`, and `project.denied` that was no restore.",
        action="Are people's projects taken away while lists of them are on their screens? See `project_members`.",
        measure=_failed_choices,
    ),
    Alert(
        name="backend_unhealthy_seconds",
        limit=300,
        meaning="Seconds from the first event that says that Postgres (`database.unavailable`, `database.behind`, "
        "`spool.began`, `spool.waits`) or Redis (`cache.unavailable`) is away, to the next that only a backend that "
        "answers makes possible (any message stored or handled, a job finished, `database.recovered`, "
        "`cache.recovered`), to `service.stopped`, or to the end of the log.",
        action="See whether it runs and can be reached from where relais runs; what is in the spool is not lost.",
        measure=_outage,
    ),
    Alert(
        name="sessions_per_person",
        limit=100,
        meaning="Rows of `conversation_sessions` for each row of `subcontractors`, as the job `check-sessions` last "
        "logged them.",
        action="Sessions are not cleaned up, or not reused: `relais maintain cleanup-sessions`, then the first alert.",
        measure=_rows,
    ),
)
"""Every alert; its name is also that of its threshold."""

DEFAULTS: Mapping[str, float] = {alert.name: alert.limit for alert in ALERTS}
"""The thresholds that hold when a file names no others."""
