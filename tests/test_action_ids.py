from __future__ import annotations

import pytest

from action_ids import ActionId, parse_action_id
from languages import LANGUAGES

UUID = "3f2b8c1e-0d4a-4b6f-9c3e-1a2b3c4d5e6f"

READ = {
    "view_sites": ActionId(name="view_sites"),
    "view_tasks": ActionId(name="view_tasks"),
    "view_documents": ActionId(name="view_documents"),
    "report_incident": ActionId(name="report_incident"),
    "update_progress": ActionId(name="update_progress"),
    "talk_team": ActionId(name="talk_team"),
    "view_sites_fr": ActionId(name="view_sites", language="fr"),
    "talk_team_ar": ActionId(name="talk_team", language="ar"),
    "projects_1": ActionId(name="projects", position=1),
    "tasks_10": ActionId(name="tasks", position=10),
    "documents_3_pl": ActionId(name="documents", position=3, language="pl"),
    "option_2": ActionId(name="option", position=2),
    "option_2_de": ActionId(name="option", position=2, language="de"),
    f"proj_{UUID}": ActionId(name="proj", target=UUID),
    f"task_{UUID}": ActionId(name="task", target=UUID),
    f"task_{UUID}_ro": ActionId(name="task", target=UUID, language="ro"),
    f"proj_{UUID.upper()}": ActionId(name="proj", target=UUID),
}

TEXT = [
    "", "foo", "foo_fr", "mur_ok", "fr", "_fr", "Bonjour",
    "VIEW_SITES", "View_sites", "view_sites_FR", "view_sites_xx", "view_sites_", "view_sites_fr_fr", "view_sites_1",
    " view_sites", "view_sites ", "view_sites\n", "view_sites svp", "view-sites", "view",
    "projects", "projects_", "projects_0", "projects_01", "projects_-1", "projects_1.5", "projects_x",
    "projects_\u0661",
    "projects_1_", "projects_1_xx", "projects_1_2", "project_1", "option", "option_", "option_0",
    "proj_", "proj_1", f"proj_{UUID}x", f"proj_{UUID[:-1]}", f"proj_{UUID.replace('-', '')}", f"projects_{UUID}",
    "task_1", "tasks", "projects_" + "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ.items(), ids=READ)
def test_reads_every_form_of_the_contract(text: str, expected: ActionId) -> None:
    assert expected == parse_action_id(text)


@pytest.mark.parametrize("text", TEXT, ids=lambda text: repr(text[:40]))
def test_anything_else_is_text(text: str) -> None:
    assert parse_action_id(text) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_ends_in_any_language_of_the_bot(language: str) -> None:
    assert parse_action_id(f"view_tasks_{language}") == ActionId(name="view_tasks", language=language)
