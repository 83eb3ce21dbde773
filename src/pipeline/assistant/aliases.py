"""Names such as `task_3` in place of ids: a model that never saw an id cannot give one away."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ALIAS = re.compile(r"\b(?:project|task|document)_\d+\b", re.IGNORECASE)


@dataclass(slots=True)
class Aliases:
    """What the model may name, in the order in which it learned of it."""

    _ids: dict[str, str] = field(default_factory=dict[str, str])
    _names: dict[str, str] = field(default_factory=dict[str, str])
    _known: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def give(self, kind: str, record_id: str, name: str) -> str:
        """Return the alias of a record, the same one every time; `kind` is project, task or document."""
        if (kind, record_id) not in self._known:
            alias = f"{kind}_{1 + sum(known == kind for known, _id in self._known)}"
            self._known[kind, record_id] = alias
            self._ids[alias], self._names[alias] = record_id, name
        return self._known[kind, record_id]

    def id_of(self, kind: str, alias: str) -> str | None:
        """Return what an alias stands for; None for what was never given out, or is of another kind."""
        return self._ids.get(alias) if alias.startswith(f"{kind}_") else None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all that the model learned of."""
        return tuple(self._names.values())

    def spell_out(self, text: str) -> str:
        """Replace each alias by its name, and one that was never given out by nothing."""
        return _ALIAS.sub(lambda found: self._names.get(found[0].lower(), ""), text)
