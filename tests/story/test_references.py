"""Which list does a tap or a typed number mean? The one it answers, and never another."""

from __future__ import annotations

import pytest

from tests.conftest import Logged
from tests.phones import Phone, Seen
from tests.story.posting import add_sites, quote

SITES = ["Champigny", "Bureau", "Garage"]
GONE = "n'existe plus"


async def two_lists(jean: Phone) -> tuple[Seen, Seen]:
    """Return an older list of three sites and the newest one, which lacks the first."""
    [older] = await jean.says("mes chantiers")
    await jean.house.rows.run("update projects set deleted_at = now() where name = 'Champigny'")
    [newer] = await jean.says("mes chantiers")
    return older, newer


async def test_a_typed_number_means_the_list_that_it_quotes(jean: Phone) -> None:
    older, _newer = await two_lists(jean)
    [tasks] = await quote(jean, "2", older.id)
    assert "Bureau" in tasks.body


async def test_a_typed_number_that_quotes_no_list_means_the_newest(jean: Phone) -> None:
    [thanked] = await jean.says("merci")
    await two_lists(jean)
    [tasks] = await quote(jean, "2", thanked.id)
    assert "Garage" in tasks.body


async def test_a_typed_number_means_the_list_of_any_part_that_it_quotes(jean: Phone) -> None:
    await add_sites(jean, *(f"Chantier {n} {'de la rénovation ' * 8}" for n in range(1, 41)))
    first, *_others = await jean.says("mes chantiers")
    await jean.says("menu")
    [tasks] = await quote(jean, "2", first.id)
    assert "Bureau" in tasks.body


@pytest.mark.parametrize("typed", ["2", "projects_2", "option_2"])
async def test_an_unknown_message_is_never_taken_for_the_newest_list(jean: Phone, typed: str) -> None:
    await jean.says("mes chantiers")
    choose = quote(jean, typed, "wamid.unknown") if typed == "2" else jean.taps_id(typed, reply_to="wamid.unknown")
    [fresh] = await choose
    assert GONE in fresh.body
    assert [option[1] for option in fresh.options] == SITES


async def test_a_list_whose_id_is_not_known_yet_can_be_tapped(jean: Phone) -> None:
    await jean.says("mes chantiers")
    await jean.house.rows.run("update messages set provider_message_id = null where metadata ? 'options'")
    await jean.house.rows.run(
        "update outbox set state = 'sending', provider_message_id = null, sending_since = now() - interval '1 hour'"
    )
    *_sent_again, tasks = await jean.taps_id("projects_2", reply_to="wamid.on-its-way")
    assert "Bureau" in tasks.body


@pytest.mark.parametrize("action_id", ["view_sites", "proj_90000000-0000-4000-8000-000000000002"])
async def test_an_id_that_says_itself_what_it_shows_needs_no_list(jean: Phone, action_id: str, logged: Logged) -> None:
    await jean.taps_id(action_id, reply_to="wamid.unknown")
    assert not logged("direct_action.unresolved")


async def test_a_position_counts_in_the_newest_list_of_its_kind(jean: Phone) -> None:
    [sites] = await jean.says("mes chantiers")
    [tasks] = await jean.taps(sites, "Champigny")
    await jean.taps(tasks, tasks.options[0][1])
    await jean.says("bonjour")

    [again] = await jean.taps_id("tasks_2")
    assert "Monter le mur porteur nord" in again.body
    _said, plan = await jean.taps_id("documents_1")
    assert plan.file == "https://files.example.com/champigny/plan-ferraillage.pdf"
    [site] = await jean.taps_id("projects_3")
    assert "Garage" in site.body


async def test_a_document_can_be_asked_for_again_on_any_of_the_files(jean: Phone) -> None:
    *_others, last = await jean.says("les documents de Champigny")
    _said, photo = await jean.taps_id("documents_2", reply_to=last.id)
    assert photo.file == "https://files.example.com/champigny/coffrage.jpg"


async def test_only_the_last_twenty_messages_are_searched(jean: Phone) -> None:
    await jean.says("mes chantiers")
    for _ in range(10):
        await jean.says("merci")
    [fresh] = await jean.taps_id("projects_2")
    assert GONE in fresh.body


BEYOND = {
    "one of few rows": ("7", 0, True),
    "more digits than the list could have": ("12", 0, False),
    "two digits of a list of ten": ("12", 4, True),
    "three digits of a list of ten": ("120", 4, False),
}


@pytest.mark.parametrize(("typed", "more", "is_choice"), BEYOND.values(), ids=BEYOND)
async def test_a_number_beyond_the_list(jean: Phone, logged: Logged, typed: str, more: int, is_choice: bool) -> None:
    await jean.says("bonjour")
    if more:
        await add_sites(jean, *(f"Chantier {letter * 4}" for letter in "abcdefg"))
        await jean.says("mes chantiers")
    before = len(logged("intent.classified"))
    *_text, answer = await jean.says(typed)
    assert (GONE in answer.body) is is_choice
    assert len(logged("intent.classified")) == before + (not is_choice)


async def test_a_number_beyond_the_list_that_it_quotes(jean: Phone, logged: Logged) -> None:
    [sites] = await jean.says("mes chantiers")
    [fresh] = await quote(jean, "412", sites.id)
    assert GONE in fresh.body
    assert [line["action_id"] for line in logged("direct_action.unresolved")] == ["option_412"]
