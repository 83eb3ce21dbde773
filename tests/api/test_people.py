"""A person's data, handed out and erased by the API."""

from __future__ import annotations

from tests.api.operator import Operator
from tests.conftest import Logged
from tests.door.servers import on_one_server
from tests.phones import JEAN, Phone

pytestmark = on_one_server

ID = "select id from subcontractors where phone = $1"


async def test_all_that_is_known_of_a_person_is_one_document(operator: Operator, jean: Phone) -> None:
    await jean.says("Le code du portail est 4711.")

    answer = await operator.asks(f"subcontractors/{await operator.house.rows.value(ID, JEAN)}/export")

    assert answer.status_code == 200
    assert JEAN in answer.text
    assert "Le code du portail est 4711." in answer.text


async def test_who_was_erased_is_not_found_any_more(operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")
    person = await operator.house.rows.value(ID, JEAN)

    erased = await operator.asks(f"subcontractors/{person}", "DELETE")

    assert erased.json()["erased"]["messages"] == 2
    assert not await operator.house.rows.value("select count(*) from messages where subcontractor_id = $1", person)
    for method, path in (("DELETE", ""), ("GET", "/export")):
        assert (await operator.asks(f"subcontractors/{person}{path}", method)).status_code == 404


async def test_the_log_of_an_erasure_does_not_lead_back_to_the_person(
    operator: Operator, jean: Phone, logged: Logged
) -> None:
    await jean.says("Bonjour")
    person = await operator.house.rows.value(ID, JEAN)
    erased = await operator.asks(f"subcontractors/{person}", "DELETE")

    [acted] = logged("operator.acted")
    assert (acted["action"], acted["target"]) == ("erase_person", erased.json()["receipt"])
    assert person not in str(logged("operator.acted", "person.erased"))
