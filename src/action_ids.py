"""The grammar of action ids (contract §5): what a button or a row carries, and what its tap brings back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from languages import LANGUAGES

MENU = (
    "view_sites",
    "view_tasks",
    "view_documents",
    "report_incident",
    "update_progress",
    "talk_team",
)
"""Entries of the main menu."""

ROWS = ("projects", "tasks", "documents", "option")
"""Rows of a list, followed by their position in the message that carried them."""

RECORDS = ("proj", "task")
"""Self-contained rows, followed by the id of what they show."""

_GRAMMAR = re.compile(
    rf"(?:(?P<menu>{'|'.join(MENU)})"
    rf"|(?P<row>{'|'.join(ROWS)})_(?P<position>[1-9][0-9]{{0,5}})"
    rf"|(?P<record>{'|'.join(RECORDS)})_(?P<target>[0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}))"
    rf"(?:_(?P<language>{'|'.join(LANGUAGES)}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionId:
    """One action: its `name`, and what it points to.

    `position` counts from 1 in the list of the message that carried it; `target` is a uuid in lower case;
    `language` is that of the message that carried it, when the id says so.
    """

    name: str
    position: int | None = None
    target: str | None = None
    language: str | None = None

    def __str__(self) -> str:
        """Write the id out, as its button carries it."""
        return "_".join(str(part) for part in (self.name, self.position or self.target, self.language) if part)


def parse_action_id(text: str) -> ActionId | None:
    """Read an action id; None when the text, to the last character, is none."""
    match = _GRAMMAR.fullmatch(text)
    if match is None:
        return None
    position, target = match["position"], match["target"]
    return ActionId(
        name=match["menu"] or match["row"] or match["record"],
        position=int(position) if position else None,
        target=target.lower() if target else None,
        language=match["language"],
    )
