"""A model helps where the classifier gives up, and costs nothing where it does not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.model.models import Script, model_of
from tests.model.texts import FILE, QUESTION, classifier_of
from tests.phones import JEAN, WIRES, Phone

pytestmark = on_one_server

UNCLEAR = "blub wabbel zonk"


async def test_an_unclear_text_is_read_by_the_model(jean: Phone, script: Script, logged: Logged) -> None:
    await jean.says("Champigny")
    script.reads = {"intent": "list_projects", "confidence": 0.9}
    [sites] = await jean.says(UNCLEAR)
    assert [option[1] for option in sites.options] == ["Champigny", "Bureau", "Garage"]
    assert script.asked == ["intent"]
    assert script.data["message"] == UNCLEAR
    assert script.data["site"] == "Champigny"
    assert "Couler la dalle du sous-sol" in script.data["offered"]
    assert script.data["earlier"][0] == {"by": "person", "text": "Champigny"}
    [line] = logged("model.asked")
    assert line["purpose"] == "understand a text"
    assert line["tokens"] > 0
    said = await jean.house.rows.all("select intent, confidence from messages where body = $1", UNCLEAR)
    assert [(row["intent"], round(row["confidence"], 2)) for row in said] == [("list_projects", 0.9)]


async def test_a_question_is_answered_from_the_persons_own_sites(jean: Phone, script: Script) -> None:
    script.looks = [("list_tasks", {"project": "project_1"})]
    script.says = {
        "text": "Il vous reste deux tâches à Champigny : Couler la dalle du sous-sol et Monter le mur porteur nord.",
        "buttons": ["view_tasks"],
    }
    [answer] = await jean.says(QUESTION)
    assert answer.body.startswith("Il vous reste deux tâches")
    assert [option[0] for option in answer.options] == ["view_tasks_fr"]
    [found] = script.found
    assert found["tasks"][0]["title"] == "Couler la dalle du sous-sol"
    assert found["count"] == 3
    [tasks] = await jean.taps(answer, answer.options[0][1])
    assert tasks.options, "its button works as every other"


async def test_a_file_that_was_asked_for_comes_with_the_answer(jean: Phone, script: Script) -> None:
    script.looks = [("list_tasks", {"project": "project_1"}), ("get_task_details", {"task": "task_1"})]
    script.says = {"text": "Voici le plan.", "documents": ["document_1", "document_1", "document_99"]}
    text, file = await jean.says(FILE)
    assert text.body == "Voici le plan."
    assert file.file == "https://files.example.com/champigny/plan-ferraillage.pdf"


CLEAR = {
    "a greeting": "Bonjour",
    "my sites": "mes chantiers",
    "a site by its name": "Champigny",
    "a misspelt name": "champini",
    "a misspelt name and where": "je suis sur champini maintenant",
    "a number": "1",
    "a goodbye": "au revoir",
    "an emoji": "🙂🙂🙂",
    "one odd word": "krambambuli",
}


@pytest.mark.parametrize("text", CLEAR.values(), ids=CLEAR)
async def test_a_text_that_needs_no_model_costs_none(jean: Phone, script: Script, text: str) -> None:
    await jean.says(text)
    assert script.asked == []
    assert await jean.house.rows.value("select count(*) from model_use") == 0


async def test_inside_an_open_report_it_is_not_asked(jean: Phone, script: Script) -> None:
    [menu] = await jean.says("bonjour")
    [_tasks] = await jean.says("Champigny")
    await jean.taps(menu, "Signaler un incident")
    assert await jean.house.rows.value("select flow is not null from conversation_sessions")
    await jean.says(UNCLEAR)
    assert script.asked == []


@pytest.mark.parametrize("intent", ["escalate", "change_language", "cancel"])
async def test_what_cannot_be_taken_back_is_not_done_on_its_word_alone(
    jean: Phone, script: Script, intent: str
) -> None:
    script.reads = {"intent": intent, "confidence": 1}
    [offline] = await jean.says(f"{UNCLEAR} English")
    assert script.asked[0] == "intent"
    assert {option[0] for option in offline.options} >= {"view_sites_fr", "view_tasks_fr"}
    [person] = await jean.house.rows.all("select language, handoff_until from subcontractors where phone = $1", JEAN)
    assert person == {"language": "fr", "handoff_until": None}


@pytest.mark.parametrize("text", [UNCLEAR, QUESTION, "Bonjour", "mes tâches"])
async def test_a_model_of_no_use_changes_nothing(jean: Phone, house_of: OpenHouse, script: Script, text: str) -> None:
    script.reads = {"intent": "general", "confidence": 0.2}
    with_model = await jean.says(text)
    await jean.house.rows.run("truncate conversation_sessions, messages, inbox, outbox cascade")
    async with house_of(burst_quiet_ms=0, services={"classifier": classifier_of()}) as house:
        without = await Phone(house=house, wire=WIRES["cloud"]).says(text)
    assert [(seen.body, seen.options) for seen in with_model] == [(seen.body, seen.options) for seen in without]


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ({"text": "Il fait beau.", "off_topic": True}, None),
        ({"text": ""}, "it said nothing"),
        ({"text": "…"}, "it said nothing"),
        (
            {"text": "Morgen ist die Decke fertig, sagt der Polier auf der Baustelle."},
            "it answered in another language",
        ),
    ],
    ids=["off-topic", "nothing", "nothing-but-signs", "another-language"],
)
async def test_an_answer_that_cannot_be_given_is_the_offline_one(
    jean: Phone, script: Script, logged: Logged, says: dict[str, object], reason: str | None
) -> None:
    script.says = says
    [menu] = await jean.says(QUESTION)
    assert [option[0] for option in menu.options][-1] == "talk_team_fr"
    assert [line["reason"] for line in logged("model.failed")] == ([reason] if reason else [])


async def test_it_is_not_asked_again_when_a_turn_is_tried_again(
    house_of: OpenHouse, script: Script, logged: Logged
) -> None:
    script.says = {"text": "Il vous reste deux tâches."}
    services = {"model": model_of(script), "classifier": classifier_of()}
    async with house_of(burst_quiet_ms=0, services=services) as house:
        await house.rows.run(
            "create function refuse() returns trigger language plpgsql as "
            "$$ begin if new.body like 'Il vous%' then raise exception 'no'; end if; return new; end $$"
        )
        await house.rows.run("create trigger refuse before insert on messages for each row execute function refuse()")
        [menu] = await Phone(house=house, wire=WIRES["cloud"]).says(QUESTION)
        await house.rows.run("drop function refuse cascade")
        assert len(menu.options) == 6
    assert len(logged("turn.failed")) == 1
    assert script.asked.count("answer") == 1


async def test_tokens_are_billed_to_the_session_and_counted_for_the_day(
    jean: Phone, script: Script, logged: Logged
) -> None:
    for way in ("input", "output"):
        await jean.house.rows.run("insert into prices values ($1, 0.001)", f"model.test-model.{way}")
    script.says = {"text": "Il vous reste deux tâches."}
    await jean.says(QUESTION)
    used = sum(line["tokens"] for line in logged("model.asked"))
    assert used > 0
    assert await jean.house.rows.value("select tokens from model_use") == used
    assert await jean.house.rows.value("select total_cost from conversation_sessions") == used * Decimal("0.001")
