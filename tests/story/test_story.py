"""The story that must work: bonjour, my sites, Champigny, a task. On every channel, over real HTTP."""

from __future__ import annotations

import pytest

from tests.conftest import Logged, OpenHouse
from tests.house import House
from tests.phones import JEAN, WIRES, Phone

MENU = [
    "view_sites_fr",
    "view_tasks_fr",
    "view_documents_fr",
    "report_incident_fr",
    "update_progress_fr",
    "talk_team_fr",
]
CHAMPIGNY = "90000000-0000-4000-8000-000000000001"


@pytest.fixture(params=WIRES)
def wire_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def jean(wire_name: str, house: House) -> Phone:
    return Phone(house=house, wire=WIRES[wire_name])


async def test_the_story_in_one_session(jean: Phone, logged: Logged) -> None:
    [hello] = await jean.says("Bonjour")
    assert "Bonjour Jean" in hello.body
    assert [option[0] for option in hello.options] == MENU

    [sites] = await jean.taps(hello, "Voir mes chantiers")
    assert [option[1] for option in sites.options] == ["Champigny", "Bureau", "Garage"]
    assert all(option[2] for option in sites.options), "each row says where it is"

    [tasks] = await jean.taps(sites, "Champigny")
    assert "Champigny" in tasks.body
    assert [option[2] for option in tasks.options] == ["en cours, 60 %", "à faire, 0 %", "terminée, 100 %"]
    assert await jean.house.rows.value("select last_project_id from subcontractors where phone = $1", JEAN) == CHAMPIGNY

    details, *files = await jean.taps(tasks, tasks.options[0][1])
    assert "Couler la dalle du sous-sol" in details.body
    assert "60 %" in details.body
    assert [seen.file for seen in files] == [
        "https://files.example.com/champigny/plan-ferraillage.pdf",
        "https://files.example.com/champigny/coffrage.jpg",
    ]

    [session] = await jean.house.rows.all("select * from conversation_sessions")
    said = await jean.house.rows.all("select direction, session_id, intent from messages order by seq")
    assert {message["session_id"] for message in said} == {session["id"]}
    assert session["message_count"] == len(said) == 10
    assert session["current_project_id"] == CHAMPIGNY
    assert await jean.house.rows.column("select outcome from inbox order by id") == ["answered"] * 4

    assert len(logged("session.created")) == 1
    assert len(logged("session.reused")) == 3
    assert [line["tool"] for line in logged("tool_outputs.found")] == [
        "main_menu",
        "list_projects_tool",
        "list_tasks_tool",
    ]
    assert len(logged("intent.classified")) == 1, "a tap never reaches the classifier"
    assert [line["outcome"] for line in logged("message.handled")] == ["answered"] * 4


async def test_types_a_number_instead_of_tapping(jean: Phone) -> None:
    await jean.says("Bonjour")
    [sites] = await jean.says("1")
    assert [option[1] for option in sites.options] == ["Champigny", "Bureau", "Garage"]
    [tasks] = await jean.says("2")
    assert "Bureau" in tasks.body


@pytest.mark.parametrize("typed", ["champigny", "champini", "Champigny !", "CHAMPIGNI"])
@pytest.mark.parametrize("listed", [True, False], ids=["with-list", "without-list"])
async def test_types_a_name_instead_of_tapping(jean: Phone, typed: str, listed: bool) -> None:
    if listed:
        await jean.says("mes chantiers")
    [tasks] = await jean.says(typed)
    assert "Champigny" in tasks.body
    assert len(tasks.options) == 3


async def test_taps_a_row_of_an_older_list_further_up(jean: Phone) -> None:
    [older] = await jean.says("mes chantiers")
    await jean.house.rows.run("update projects set deleted_at = now() where name = 'Champigny'")
    [newer] = await jean.says("mes chantiers")
    assert [option[1] for option in newer.options] == ["Bureau", "Garage"]
    [tasks] = await jean.taps_id("projects_2", reply_to=older.id)
    assert "Bureau" in tasks.body, "the second row of the list that was tapped, not of the newest one"


async def test_taps_the_same_row_twice(jean: Phone) -> None:
    [sites] = await jean.says("mes chantiers")
    first = await jean.taps(sites, "Champigny")
    again = await jean.taps(sites, "Champigny")
    assert [seen.body for seen in first] == [seen.body for seen in again]


@pytest.mark.parametrize("action_id", ["projects_2", "projects_2_fr"])
async def test_taps_after_the_session_rolled_over(jean: Phone, action_id: str, logged: Logged) -> None:
    [sites] = await jean.says("mes chantiers")
    await jean.house.rows.run("update conversation_sessions set last_message_at = now() - interval '30 hours'")
    [tasks] = await jean.taps_id(action_id, reply_to=sites.id)
    assert "Bureau" in tasks.body
    assert [line["reason"] for line in logged("session.ended")] == ["timeout"]
    assert len(logged("tool_outputs.found")) == 1


async def test_taps_after_a_restart(house_of: OpenHouse, wire_name: str) -> None:
    wire = WIRES[wire_name]
    async with house_of(burst_quiet_ms=0) as before:
        [sites] = await Phone(house=before, wire=wire).says("mes chantiers")
    async with house_of(burst_quiet_ms=0) as after:
        [tasks] = await Phone(house=after, wire=wire).taps(sites, "Champigny")
        assert "Champigny" in tasks.body
        assert await after.rows.value("select count(*) from conversation_sessions") == 1


@pytest.mark.parametrize("action_id", ["projects_9", "option_40", "tasks_3", "documents_1"])
async def test_a_row_that_is_not_there_gets_the_truth_and_a_fresh_list(
    jean: Phone, action_id: str, logged: Logged
) -> None:
    [sites] = await jean.says("mes chantiers")
    [fresh] = await jean.taps_id(action_id, reply_to=sites.id)
    assert "n'existe plus" in fresh.body
    assert [option[1] for option in fresh.options] == ["Champigny", "Bureau", "Garage"]
    assert [line["message"] for line in logged("direct_action.unresolved")] == [
        f"Direct action '{action_id}' returned None"
    ]


async def test_a_list_that_no_longer_exists_gets_the_truth_and_a_fresh_list(jean: Phone) -> None:
    [fresh] = await jean.taps_id("tasks_1", reply_to="wamid.gone")
    assert "n'existe plus" in fresh.body
    assert [option[1] for option in fresh.options] == ["Champigny", "Bureau", "Garage"]


async def test_somebody_elses_project_is_refused_and_audited(jean: Phone) -> None:
    villa = "90000000-0000-4000-8000-000000000004"
    [refusal] = await jean.taps_id(f"proj_{villa}")
    assert "pas accès à ce chantier" in refusal.body
    assert "Reprendre la charpente" not in refusal.body
    [audited] = await jean.house.rows.all("select action, detail from audit_log")
    assert audited == {"action": "project.denied", "detail": {"project_id": villa}}
    assert await jean.house.rows.value("select last_project_id from subcontractors where phone = $1", JEAN) is None


async def test_somebody_elses_task_is_refused_and_audited(jean: Phone) -> None:
    [refusal] = await jean.taps_id("task_70000000-0000-4000-8000-000000000007")
    assert "charpente" not in refusal.body
    assert await jean.house.rows.column("select action from audit_log") == ["task.denied"]


@pytest.mark.parametrize("text", ["foo_fr", "mur_ok"])
async def test_what_only_looks_like_an_action_is_text(jean: Phone, text: str, logged: Logged) -> None:
    await jean.says(text)
    assert len(logged("intent.classified")) == 1
    assert not logged("direct_action.unresolved")


async def test_more_than_ten_rows_drop_nothing(jean: Phone) -> None:
    await jean.house.rows.run(
        "insert into projects (name, location, company_id) select 'Chantier ' || n, 'Rue ' || n, "
        "'c0000000-0000-4000-8000-000000000001' from generate_series(1, 40) n"
    )
    await jean.house.rows.run(
        "update subcontractors set company_id = 'c0000000-0000-4000-8000-000000000001' where phone = $1", JEAN
    )
    shown = "\n".join(seen.body for seen in await jean.says("mes chantiers"))
    assert all(f"Chantier {n}" in shown for n in range(1, 41))
    [tasks] = await jean.says("43")
    assert "Chantier 40" in tasks.body


async def test_long_titles_are_distinct_rows_with_the_full_title_in_the_text(jean: Phone) -> None:
    titles = [f"Rénovation complète du bâtiment principal {letter}" for letter in "AB"]
    for title in titles:
        await jean.house.rows.run(
            "with p as (insert into projects (name) values ($1) returning id) "
            "insert into project_members select id, '50000000-0000-4000-8000-000000000001' from p",
            title,
        )
    seen = await jean.says("mes chantiers")
    rows = [option[1] for option in seen[-1].options]
    assert len(rows) == len(set(rows)) == 5
    assert all(len(row) <= 24 for row in rows)
    assert all(title in "\n".join(message.body for message in seen) for title in titles)


REFUSALS = {
    "en": ("Hello, I need help with my site", "not registered"),
    "fr": ("Bonjour, j'ai besoin d'aide", "enregistré"),
    "es": ("Hola, necesito ayuda", "registrado"),
    "pt": ("Olá, preciso de ajuda", "registado"),
    "de": ("Hallo, ich brauche Hilfe", "registriert"),
    "it": ("Ciao, ho bisogno di aiuto", "registrato"),
    "ro": ("Bună ziua, am nevoie de ajutor", "înregistrat"),
    "pl": ("Dzień dobry, potrzebuję pomocy", "zarejestrowany"),
    "ar": ("مرحبا، أحتاج مساعدة", "مسجل"),
}


@pytest.mark.parametrize("language", REFUSALS)
async def test_a_stranger_is_refused_in_the_language_of_the_text_and_nothing_else(house: House, language: str) -> None:
    text, expected = REFUSALS[language]
    [refusal] = await Phone(house=house, wire=WIRES["cloud"], number="+33699999999").says(text)
    assert expected in refusal.body
    assert not refusal.options
    assert await house.rows.column("select outcome from inbox") == ["refused"]
    assert await house.rows.value("select count(*) from messages") == 0


async def test_a_person_who_is_not_active_is_refused_like_a_stranger(house: House) -> None:
    [refusal] = await Phone(house=house, wire=WIRES["cloud"], number="+33600000006").says("Bonjour")
    assert "enregistré" in refusal.body
    assert not refusal.options
