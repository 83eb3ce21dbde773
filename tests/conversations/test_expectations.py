"""Every expectation can fail: each one is played as it is and as it is not, and only the wrong one differs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from conversations import Difference, Result, find_scripts, open_runner, read_script
from conversations.checks import CHECKS

SAYS = "mes chantiers"
BURST = "[salut, mes chantiers]"
GIVEN = """
given:
  people: [{name: Nina, phone: "+33633333333", language: fr}]
  projects:
    - name: Phare
      members: [Nina]
      documents: [{name: Plan.pdf, url: https://files.example.com/p/plan.pdf, mime_type: application/pdf}]
      tasks: [{title: Peindre en blanc, status: in_progress, progress: 30}]
"""

EXPECTATIONS: dict[str, tuple[str, str, str]] = {
    # says, right, wrong
    "contains": (SAYS, "contains: [Voici vos, Champigny]", "contains: [Voici vos, Marseille]"),
    "not contains": (SAYS, "not contains: Marseille", "not contains: [Marseille, Champigny]"),
    "text": ("merci", 'text: "Je vous en prie !"', "text: Je vous en prie"),
    "replies": (SAYS, "replies: 1", "replies: 2"),
    "silence": (SAYS, "silence: false", "silence: true"),
    "rows": (SAYS, "rows: [Champigny, Bureau, Garage]", "rows: [Bureau, Champigny, Garage]"),
    "buttons": (SAYS, "rows: [Champigny, Bureau, Garage]", "buttons: [Champigny, Bureau, Garage]"),
    "numbered": (SAYS, "options: [Champigny, Bureau, Garage]", "numbered: [Champigny, Bureau, Garage]"),
    "options": (SAYS, "options: [Champigny, Bureau, Garage]", "options: [Champigny]"),
    "offers": (SAYS, "offers: [Garage, Champigny]", "offers: [Garage, Marseille]"),
    "attachments": ("documents du Phare", "attachments: [Plan.pdf]", "attachments: [Plan.pdf, Plan.pdf]"),
    "attachments of another": ("documents du Phare", "attachments: [/plan.pdf]", "attachments: [other.pdf]"),
    "language": (SAYS, "language: fr", "language: en"),
    "intent": (SAYS, "intent: list_projects", "intent: greeting"),
    "outcome": (SAYS, "outcome: answered", "outcome: ignored"),
    "outcome of a burst": (BURST, "outcome: [answered, merged]", "outcome: [answered, answered]"),
    "session": (SAYS, "session: new", "session: same"),
    "session none": (SAYS, "session: new", "session: none"),
    "session ended": ("au revoir", "session: ended", "session: new"),
    "phase": (SAYS, "phase: choosing_project", "phase: menu"),
    "table inbox": (SAYS, "tables: {inbox: 1}", "tables: {inbox: 2}"),
    "table tasks": (
        SAYS,
        "tables: {tasks: {progress: 30, project: Phare}}",
        "tables: {tasks: {progress: 31, project: Phare}}",
    ),
    "table messages": (
        SAYS,
        "tables: {messages: [{direction: outbound}, {direction: inbound, person: Nina}]}",
        "tables: {messages: [{direction: inbound}, {direction: inbound}]}",
    ),
    "table messages all": (SAYS, "tables: {messages: 2}", "tables: {messages: [{direction: inbound}]}"),
    "table outbox": (
        SAYS,
        "tables: {outbox: [{payload: {kind: list, options: [{title: Champigny}, {}, {title: Garage}]}}]}",
        "tables: {outbox: [{payload: {kind: list, options: [{title: Champigny}, {}]}}]}",
    ),
}
"""By what the difference is called (the first words of it): what is said, an expectation that holds, one that does not."""

IMPOSSIBLE = {
    "an option": ("taps: Nowhere", "nothing on the screen is called 'Nowhere'; the newest choices: "),
    "a person": ("{as: Nobody, says: a}", "Nobody is nobody: a name of `people` or of the demo company, or a phone"),
    "a quote": ("{says: a, quotes: b}", "no message on the screen says 'b'"),
    "the past": ("at: 2020-01-01 09:00", "it is 2026-11-23 09:00 already"),
    "no time": ("at: noon", "'noon' is no time: write it as 06:10 or 2026-11-24 06:10"),
    "no session": ("operator: takes over", "there is no conversation yet that somebody in the office could see"),
    "no row": ("change: {table: projects, where: {name: X}, set: {status: y}}", "no row of projects is like that"),
    "no table": ("expect: {tables: {nowhere: 0}}", 'relation "public.nowhere" does not exist'),
    "no column": ("add: {rows: {projects: [{nam: x}]}}", 'column "nam" of relation "projects" does not exist'),
    "no member": ("add: {projects: [{name: P, members: [Nobody]}]}", "Nobody, a member of P, is nobody"),
}
"""Steps that cannot be done, and why."""


def _script(says: str, expect: str) -> str:
    who = "Nina" if "Nina" in expect or "Phare" in says else "Jean"
    return f"person: {who}\n{GIVEN}turns:\n  - says: {says}\n    expect: {{{expect}}}\n"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """Every case, played one after the other: file name → what came of it."""
    folder = tmp_path_factory.mktemp("scripts")
    for name, (says, right, wrong) in EXPECTATIONS.items():
        (folder / f"{name} right.yaml").write_text(_script(says, right), encoding="utf-8")
        (folder / f"{name} wrong.yaml").write_text(_script(says, wrong), encoding="utf-8")
    for name, (step, _reason) in IMPOSSIBLE.items():
        (folder / f"{name}.yaml").write_text(f"turns:\n  - {step}\n", encoding="utf-8")
    return asyncio.run(_play(folder))


async def _play(folder: Path) -> dict[str, Result]:
    async with open_runner() as runner:
        return {file.stem: await runner.play(read_script(file)) for file in find_scripts([folder])}


def _differences(result: Result) -> list[tuple[int, Difference]]:
    return [(exchange.line, difference) for exchange in result.exchanges for difference in exchange.differences]


@pytest.mark.parametrize("name", EXPECTATIONS)
def test_what_is_so_passes(played: dict[str, Result], name: str) -> None:
    assert _differences(played[f"{name} right"]) == []


@pytest.mark.parametrize("name", EXPECTATIONS)
def test_what_is_not_so_differs(played: dict[str, Result], name: str) -> None:
    [(line, difference)] = _differences(played[f"{name} wrong"])
    assert name.startswith(difference.what)
    assert line == len(GIVEN.splitlines()) + 3
    assert difference.expected != difference.got


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_step_that_cannot_be_done_differs(played: dict[str, Result], name: str) -> None:
    [(line, difference)] = _differences(played[name])
    assert (difference.what, line) == ("the step", 2)
    assert difference.got.startswith(IMPOSSIBLE[name][1])


def test_every_expectation_is_a_case() -> None:
    assert {name.replace("_", " ") for name in CHECKS} <= EXPECTATIONS.keys()
