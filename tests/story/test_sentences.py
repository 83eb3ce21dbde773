"""A site or a task that is named in a sentence: it is opened, or used for what the sentence asks."""

from __future__ import annotations

import pytest

from tests.phones import Phone
from tests.story.posting import add_sites

OPENS = {
    "at work": ("je travaille sur Garage maintenant", "Garage"),
    "at work, in English": ("I'm at Bureau today", "Bureau"),
    "at work, misspelt": ("je suis à Garrage aujourd'hui", "Garage"),
    "its tasks": ("les tâches de Bureau", "Bureau"),
    "its tasks, misspelt": ("montre-moi les tâches de Burau", "Bureau"),
    "its documents": ("les plans du Garage svp", "Garage"),
    "something is said about it": ("le bureau est fermé ?", "Champigny"),
    "an incident on it": ("il y a une fuite d'eau à Garage", "Garage"),
    "an incident in a thing of that name": ("il y a une fuite d'eau dans le garage", "Champigny"),
    "somebody else is there": ("le chef mange au garage avec son cousin", "Champigny"),
}


@pytest.mark.parametrize(("said", "site"), OPENS.values(), ids=OPENS)
async def test_a_sentence_switches_to_the_site_that_it_names(jean: Phone, said: str, site: str) -> None:
    await jean.says("Champigny")
    await jean.says(said)
    assert await _open_site(jean) == site


INFLECTED = {
    "Polish": ("Garaż", "zadania na Garażu"),
    "Polish, being there": ("Mokotów", "jestem dziś na Mokotowie"),
    "Romanian": ("Garajul", "sarcinile de la garaj"),
    "Spanish": ("Garaje", "las tareas del Garaje"),
    "Italian": ("Cantiere Po", "i compiti del cantiere Po"),
    "Arabic": ("المكتب", "مهام المكتب"),
}


@pytest.mark.parametrize(("site", "said"), INFLECTED.values(), ids=INFLECTED)
async def test_a_name_is_known_in_every_case(jean: Phone, site: str, said: str) -> None:
    await add_sites(jean, site)
    await jean.house.rows.run("update projects set deleted_at = now() where name in ('Garage', 'Bureau')")
    await jean.says(said)
    assert await _open_site(jean) == site


async def test_what_was_asked_goes_on_for_another_site(jean: Phone) -> None:
    await jean.says("les plans de Champigny")
    shown = await jean.says("et à Garage ?")
    assert await _open_site(jean) == "Garage"
    assert any("document" in seen.body.lower() for seen in shown)


TASKS = {
    "in the open site": ("Champigny", "explique-moi la tâche dalle du sous-sol", "Couler la dalle du sous-sol"),
    "without an open site": (None, "détails de la tâche câbles réseau", "Tirer les câbles réseau"),
    "in a site that is named too": ("Champigny", "détails de la salle de réunion à Bureau", "Peindre la salle de réunion"),
    "only its name": ("Champigny", "le mur porteur nord", "Monter le mur porteur nord"),
}  # fmt: skip


@pytest.mark.parametrize(("site", "said", "title"), TASKS.values(), ids=TASKS)
async def test_a_sentence_opens_the_task_that_it_names(jean: Phone, site: str | None, said: str, title: str) -> None:
    if site:
        await jean.says(site)
    details, *_files = await jean.says(said)
    assert details.body.startswith(title)


async def test_a_title_of_two_sites_opens_neither(jean: Phone) -> None:
    await jean.house.rows.run(
        "insert into tasks (project_id, title) select id, 'Poser les stores' from projects where name <> 'Villa Martin'"
    )
    [sites] = await jean.says("explique-moi la tâche poser les stores")
    assert [option[1] for option in sites.options] == ["Champigny", "Bureau", "Garage"]


async def _open_site(phone: Phone) -> str | None:
    name: str | None = await phone.house.rows.value(
        "select p.name from conversation_sessions s join projects p on p.id = s.current_project_id"
    )
    return name
