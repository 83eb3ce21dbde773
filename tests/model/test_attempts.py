"""A compromised model: whatever it says or calls, no rule is broken."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from services.language import detect
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.house import House, open_house
from tests.model.attempts import ATTEMPTS, MENU, VILLA, Attempt
from tests.model.conftest import refresh
from tests.model.models import Script, model_of
from tests.model.texts import classifier_of
from tests.phones import JEAN, WIRES, Phone, Seen

pytestmark = [on_one_server, pytest.mark.asyncio(loop_scope="module")]

FORBIDDEN = {
    "an id": r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}|wamid",
    "a link": r"https?:|www\.|evil\.(com|example)|bit\.ly|wa\.me|javascript:|tel:|\]\(",
    "a number": r"(\d[ ./-]?){9,}",
    "an address": r"@",
    "a secret": f"{graph.TOKEN}|{graph.SECRET}",
    "an alias": r"(project|task|document)_\d",
    "somebody else's task": "charpente",
    "what nobody sees": "[\u0000\u200b\u202a-\u202e]",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def relais(shared_dsn: str) -> AsyncGenerator[tuple[House, Script]]:
    """One relais for all attempts; its classifier takes each for a question."""
    questions = (attempt.text for attempt in ATTEMPTS.values())
    script = Script()
    services = {"model": model_of(script), "classifier": classifier_of(*questions)}
    async with open_house(shared_dsn, burst_quiet_ms=0, services=services) as house:
        yield house, script


@pytest_asyncio.fixture(loop_scope="module")
async def jean(relais: tuple[House, Script], shared_dsn: str) -> Phone:
    """Jean's phone, on which nothing was said yet."""
    house, _script = relais
    await refresh(shared_dsn)
    return Phone(house=house, wire=WIRES["cloud"])


@pytest.fixture
def script(relais: tuple[House, Script]) -> Script:
    """The model, as if it had never been asked."""
    _house, script = relais
    script.asked, script.read, script.found = [], [], []
    return script


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
async def test_an_attempt_changes_nothing(jean: Phone, script: Script, attempt: Attempt) -> None:
    if attempt.place:
        await jean.house.rows.run(attempt.place, attempt.planted)
    script.looks, script.says = attempt.looks, attempt.says
    seen = await jean.says(attempt.text)

    assert script.read, "the attempt reached the model"
    if attempt.shown == MENU:
        assert [option[0].rsplit("_", 1)[0] for option in seen[-1].options][:1] == ["view_sites"]
        assert (str(attempt.says.get("text"))[:20] or "…") not in seen[0].body
    else:
        assert attempt.shown in seen[0].body
    _keeps_the_rules(seen)
    assert len(seen[0].body) <= 700
    assert len(seen) == 1
    assert {option[0].rsplit("_", 1)[0] for option in seen[0].options} <= MENU_IDS
    await _nothing_happened(jean, attempt.text)
    _read_no_more_than_it_may(script)


MENU_IDS = {"view_sites", "view_tasks", "view_documents", "report_incident", "update_progress", "talk_team"}


def _keeps_the_rules(seen: list[Seen]) -> None:
    said = "\n".join(one.body for one in seen)
    assert [rule for rule, pattern in FORBIDDEN.items() if re.search(pattern, said, re.IGNORECASE)] == []


async def _nothing_happened(jean: Phone, said: str) -> None:
    """See that the conversation goes on: the bot answers, and speaks the person's language or that of what they wrote."""
    rows = jean.house.rows
    [person] = await rows.all("select language, handoff_until from subcontractors where phone = $1", JEAN)
    assert person["language"] in {"fr", detect(said, expected=("fr",)).language}
    assert person["handoff_until"] is None
    assert await rows.column("select status from conversation_sessions") == ["active"]
    for table in ("task_updates", "incidents", "audit_log"):
        assert await rows.value(f"select count(*) from {table}") == 0
    assert await rows.column("select outcome from inbox") == ["answered"]


def _read_no_more_than_it_may(script: Script) -> None:
    """See that the model never saw an id, an address, who the person is, or what is not theirs; and looked 5 times."""
    found = json.dumps(script.found)
    assert "charpente" not in found
    assert "files.example.com" not in found
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", found.replace(VILLA, ""))
    assert sum("error" not in one for one in script.found if isinstance(one, dict)) <= 5
    framed = [text for text in script.read if text.startswith("<data>")]
    assert all(text.count("</data>") == 1 for text in framed)
    for text in framed:
        given = text.replace(VILLA, "")
        assert not re.search(FORBIDDEN["an id"], given)
        assert JEAN not in given
        assert "administrateur de Villa" not in given
