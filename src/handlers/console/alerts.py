"""When an operator should look: what the overview warns of. Where `relais monitor` has an alert too, it is the same.

What is measured is what the SQL functions console_alerts (over the last day) and console_overview found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import gt
from typing import Any

from handlers.console.moments import duration

Found = Mapping[str, Any]

Measured = tuple[float | None, str]
"""A value, None when there was nothing to measure; and a sentence on it."""

_CHANNELS = {"cloud": "WhatsApp Cloud API", "twilio": "Twilio", "simulator": "Simulator"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that an operator should look at."""

    name: str
    title: str
    detail: str
    address: str
    grave: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A value that must not be above its limit; `address` leads to what helps; `grave`: people get no answer."""

    name: str
    title: str
    limit: float
    measure: Callable[[Found], Measured]
    address: str = ""
    grave: bool = False

    def alert(self, found: Found) -> Alert | None:
        """Return the alert, if there is one."""
        value, told = self.measure(found)
        if value is None or not gt(value, self.limit):
            return None
        return Alert(name=self.name, title=self.title, detail=told, address=self.address, grave=self.grave)


def alerts(found: Found) -> list[Alert]:
    """Return every alert, the gravest first. `found` is what console_alerts returns, with `dead` and `lanes`."""
    return [alert for rule in RULES if (alert := rule.alert(found))]


def _dead(found: Found) -> Measured:
    return found["dead"], f"{found['dead']} set aside: read why, then try them again or discard them"


def _oldest(found: Found) -> Measured:
    oldest = max(lane["oldest_seconds"] for lane in found["lanes"].values())
    return oldest, f"the oldest has been due for {duration(oldest)}: is a worker running?"


def _refused(found: Found) -> Measured:
    channels: Sequence[Found] = found["channels"]
    told = [f"{_CHANNELS[one['channel']]} refused the last {one['refused']}: {one['error']}" for one in channels]
    return max([one["refused"] for one in channels], default=None), "; ".join(told)


def _handovers(found: Found) -> Measured:
    people = found["handovers"]["people"]
    return people, f"{people} {'person waits' if people == 1 else 'people wait'} for a human"


def _templates(found: Found) -> Measured:
    lacking = [one for one in found["templates"] if one["missing"] and not one["older"]]
    told = [f"{_CHANNELS[one['channel']]}: none in {', '.join(one['missing'])}" for one in lacking]
    return len(lacking), f"{'; '.join(told)}. Nobody is reached there after 24 hours of silence"


def _index(found: Found) -> Measured:
    return int(not found["unique_index"]), "a person may have two active sessions: relais doctor --fix"


def _new_sessions(found: Found) -> Measured:
    most = found["most_new_sessions"]
    return most, f"one person opened {most} sessions within 60 s"


def _unresolved(found: Found) -> Measured:
    return _share(found["turns"]["unresolved"], found["turns"]["taps"], "taps led nowhere")


def _choices(found: Found) -> Measured:
    return _share(found["turns"]["failed_choices"], found["turns"]["choices"], "choices of a project failed")


def _restores(found: Found) -> Measured:
    p99 = found["turns"]["restore_p99_ms"]
    return p99, f"the slowest of a hundred restores of a project takes {p99} ms"


def _rows(found: Found) -> Measured:
    sessions, people = found["sessions"], found["people"]
    return (sessions / people if people > 0 else None), f"about {sessions} sessions for {people} people"


def _share(part: int, whole: int, told: str) -> Measured:
    return (part / whole if whole else None), f"{part} of {whole} {told}"


_HEALTH = "/console/health"

RULES: Sequence[Rule] = (
    Rule(name="channel_refused", title="The provider refuses", limit=2, measure=_refused, address=_HEALTH, grave=True),
    Rule(name="oldest_lane_seconds", title="Messages wait", limit=60, measure=_oldest, address=_HEALTH, grave=True),
    Rule(name="dead_messages", title="Dead letters", limit=0, measure=_dead, address="/console/dead", grave=True),
    Rule(
        name="handovers_waiting",
        title="Asked for a human",
        limit=0,
        measure=_handovers,
        address="/console/conversations",
    ),
    Rule(name="active_index_violations", title="Index missing", limit=0, measure=_index, address=_HEALTH, grave=True),
    Rule(name="new_sessions_per_minute", title="Sessions are not reused", limit=10, measure=_new_sessions),
    Rule(name="unresolved_actions", title="Taps lead nowhere", limit=0.05, measure=_unresolved),
    Rule(name="selection_errors", title="Choices of a project fail", limit=0.05, measure=_choices),
    Rule(name="restore_p99_ms", title="Slow restores", limit=50, measure=_restores, address=_HEALTH),
    Rule(name="sessions_per_person", title="Too many sessions", limit=100, measure=_rows),
    Rule(name="templates_missing", title="Templates missing", limit=0, measure=_templates, address=_HEALTH),
)
