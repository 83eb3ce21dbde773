"""A project that is taken away, refused, or left at once: the truth, said once."""

from __future__ import annotations

from tests.conftest import Logged
from tests.phones import JEAN, Phone

CHAMPIGNY = "90000000-0000-4000-8000-000000000001"
VILLA, CARPENTRY = "90000000-0000-4000-8000-000000000004", "70000000-0000-4000-8000-000000000007"
DENIED = "select action, detail from audit_log where action like '%denied'"


async def test_a_project_lost_within_a_session_is_said_once(jean: Phone, logged: Logged) -> None:
    await jean.says("Champigny")
    await jean.house.rows.run("update projects set deleted_at = now() where id = $1", CHAMPIGNY)

    [lost] = await jean.says("mes tâches")
    assert "pas accès à ce chantier" in lost.body
    assert await jean.house.rows.value("select last_project_id from subcontractors where phone = $1", JEAN) is None
    assert await jean.house.rows.column("select current_project_id from conversation_sessions") == [None]
    [question] = await jean.says("mes tâches")
    assert "Les tâches de quel chantier" in question.body
    assert [line["project_id"] for line in logged("project.denied")] == [CHAMPIGNY]
    assert await jean.house.rows.all(DENIED) == [{"action": "project.denied", "detail": {"project_id": CHAMPIGNY}}]


async def test_a_task_lost_with_its_project_is_said_once(jean: Phone) -> None:
    [tasks] = await jean.says("Champigny")
    await jean.taps(tasks, tasks.options[0][1])
    await jean.house.rows.run("update projects set deleted_at = now() where id = $1", CHAMPIGNY)

    [lost] = await jean.taps(tasks, tasks.options[0][1])
    assert "pas accès à cette tâche" in lost.body
    [question] = await jean.says("mes tâches")
    assert "Les tâches de quel chantier" in question.body


async def test_a_refused_choice_leaves_the_project_in_hand(jean: Phone) -> None:
    await jean.says("Champigny")
    await jean.taps_id(f"proj_{VILLA}")
    assert await jean.house.rows.column("select current_project_id from conversation_sessions") == [CHAMPIGNY]


async def test_a_refused_task_is_a_refused_project_too(jean: Phone, logged: Logged) -> None:
    await jean.taps_id(f"task_{CARPENTRY}")
    assert [line["project_id"] for line in logged("project.denied")] == [VILLA]
    detail = {"task_id": CARPENTRY, "project_id": VILLA}
    assert await jean.house.rows.all(DENIED) == [{"action": "task.denied", "detail": detail}]


async def test_a_task_that_never_was_has_no_project(jean: Phone, logged: Logged) -> None:
    nobody = "70000000-0000-4000-8000-0000000000ff"
    await jean.taps_id(f"task_{nobody}")
    assert not logged("project.denied")
    assert await jean.house.rows.all(DENIED) == [{"action": "task.denied", "detail": {"task_id": nobody}}]


async def test_a_new_session_says_with_which_project_it_goes_on(jean: Phone) -> None:
    await jean.says("Champigny")
    await _rolls_over(jean)
    [hello] = await jean.says("bonjour")
    assert "Nous continuons avec Champigny." in hello.body


async def test_a_project_that_is_left_at_once_is_not_worth_a_word(jean: Phone) -> None:
    await jean.says("Champigny")
    await _rolls_over(jean)
    [tasks] = await jean.says("Bureau")
    assert "Champigny" not in tasks.body
    assert "Tâches de Bureau" in tasks.body


async def _rolls_over(phone: Phone) -> None:
    await phone.house.rows.run("update conversation_sessions set last_message_at = now() - interval '30 hours'")
