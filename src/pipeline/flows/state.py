"""What a flow knows: frozen values, kept as JSON in the session, so that any worker goes on with them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Self, TypeGuard, get_args

from tolerant_reader import read

FlowName = Literal["update_progress", "report_incident"]


def is_flow_name(name: object) -> TypeGuard[FlowName]:
    """Say whether this is a report that this version knows."""
    return name in get_args(FlowName)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a turn adds to a report.

    `files` are `{provider_message_id, kind}`, one per file; `progress` is in percent; `location` as contract §5 has it.
    """

    comments: tuple[str, ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()
    progress: int | None = None
    location: Mapping[str, Any] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was entered."""
        return self == Entry()

    def and_then(self, later: Entry) -> Entry:
        """Return both together; of percentages and places the later one counts."""
        return Entry(
            comments=self.comments + later.comments,
            files=self.files + later.files,
            progress=self.progress if later.progress is None else later.progress,
            location=later.location or self.location,
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read an entry as the session holds it; what an older version does not know is left out."""
        lists = {name: tuple(stored.get(name, ())) for name in ("comments", "files")}
        return read(cls, {**stored, **lists})


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A report on its way: of a task's progress, or of an incident.

    `project` is `{id, name}` and `task` is `{id, title}` as soon as it is known what the report is about.
    `entered` is what was reported so far, `pending` what was said when `question` was asked, and is not decided yet.
    """

    name: FlowName
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    project: Mapping[str, Any] | None = None
    task: Mapping[str, Any] | None = None
    entered: Entry = Entry()
    pending: Entry = Entry()
    question: str | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing that would be lost with it."""
        return self.entered.empty and self.pending.empty

    def evolve(self, **changes: Any) -> Self:
        """Return a copy with these fields changed."""
        return replace(self, **changes)

    def settled(self) -> Self:
        """Return it with what was pending entered, and no question open."""
        return self.evolve(entered=self.entered.and_then(self.pending), pending=Entry(), question=None)

    def as_json(self) -> dict[str, Any]:
        """Return the form in which conversation_sessions.flow and flow_drafts.state hold it."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Self | None:
        """Read a flow as the session holds it; None when there is none, or none that this version knows."""
        if not stored or not is_flow_name(stored.get("name")) or not stored.get("id"):
            return None
        entries = {name: Entry.from_json(stored.get(name) or {}) for name in ("entered", "pending")}
        return read(cls, {**stored, **entries})
