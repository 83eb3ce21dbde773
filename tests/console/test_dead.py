"""Dead letters: shown with their reason, tried again or let go, several at once; and what else was given up."""

from __future__ import annotations

import re

from tests.conftest import Logged
from tests.console.operator import Operator
from tests.console.talks import JEAN, phone, text_of
from tests.dead.test_dead import BREAK, MEND
from tests.door.conftest import dsn, shared_dsn
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.house import House
from tests.phones import Phone

__all__ = ["dsn", "shared_dsn"]

pytestmark = on_one_server

DEAD = "/console/dead"

ROWS = """
    insert into inbox (contact_id, channel, provider_message_id, sender, kind, content, state, outcome, last_error)
    select id, 'cloud', 'wamid.' || n, phone, 'text', '{"text": "mes chantiers"}', 'dead', 'dead', 'reason ' || n
    from subcontractors, generate_series(1, $1) n where phone = '+33600000001'
"""
STATES = "select state from inbox order by id"


async def _set_aside(house: House, *numbers: str) -> None:
    await house.rows.run(BREAK)
    for number in numbers:
        await phone(house, number).says("mes chantiers")
    await house.rows.run(MEND)


def _picks(page: str) -> list[str]:
    return re.findall(r'name="(pick-\d+)"', page)


async def test_what_was_set_aside_says_why_and_is_tried_again(
    operator: Operator, house: House, jean: Phone, logged: Logged
) -> None:
    assert "Nothing is set aside." in await operator.page(DEAD)
    await _set_aside(house, JEAN)
    page = await operator.page(DEAD)
    for said in ("Jean", "mes chantiers", "list_projects", "2 attempts", "WhatsApp"):
        assert said in text_of(page)
    [story] = re.findall(r'href="(/console/messages/[^"]+)"', page)
    assert "list_projects" in await operator.page(story)

    done = await operator.send(page, f"{DEAD}/requeue", **{_picks(page)[0]: "on"})
    await house.settled()

    assert "1 message tried again." in await operator.page(done.headers["Location"])
    assert len((await jean.screen())[-1].options) == 3
    assert [(line["action"], line["target"]) for line in logged("operator.acted")][1:] == [("requeue_dead", "1")]
    again = await operator.send(page, f"{DEAD}/requeue", **{_picks(page)[0]: "on"})
    assert "1 had been dealt with already." in await operator.page(again.headers["Location"])


async def test_several_are_let_go_at_once(operator: Operator, house: House) -> None:
    await house.rows.run(ROWS, 5)
    page = await operator.page(DEAD)
    first, second, *_ = _picks(page)
    token = re.search(r'name="form_token" value="(\w+)"', page.partition(f'action="{DEAD}/requeue"')[2])
    assert token

    done = await operator.http.post(f"{DEAD}/discard", data={"form_token": token[1], first: "on", second: "on"})

    assert "2 messages discarded." in await operator.page(done.headers["Location"])
    assert await house.rows.column(STATES) == ["done", "done", "dead", "dead", "dead"]


async def test_what_does_nothing(operator: Operator, house: House) -> None:
    await house.rows.run(ROWS, 1)
    page = await operator.page(DEAD)

    for field in ("x", "pick-", "pick-x", "pick-²"):
        done = await operator.send(page, f"{DEAD}/requeue", **{field: "on"})
        assert "Nothing was ticked." in await operator.page(done.headers["Location"])
    assert (await operator.http.post(f"{DEAD}/discard", data={"pick-1": "on"})).status_code == 403
    assert await house.rows.column(STATES) == ["dead"]


async def test_pages_hold_everything_once(operator: Operator, house: House) -> None:
    await house.rows.run(ROWS, 120)
    seen: list[str] = []
    address = DEAD
    while address:
        page = await operator.page(address)
        seen += _picks(page)
        newer = re.search(r'href="([^"]+)">Newer<', page)
        address = newer[1] if newer else ""

    assert len(seen) == len(set(seen)) == 120
    assert "Dead letters (120)" in page


async def test_what_else_was_given_up_says_why(operator: Operator, house: House, jean: Phone) -> None:
    [hello] = await jean.says("Bonjour")
    await house.from_meta(graph.webhook(statuses=[graph.status(hello.id, "failed", code=131_026)]))
    await house.rows.run(
        "insert into notifications (subcontractor_id, kind, state, due_at, last_error) "
        "select id, 'incident', 'dead', null, 'nobody answers <i>' from subcontractors where phone = $1",
        JEAN,
    )
    await house.rows.run(
        "insert into media_files (subcontractor_id, message_id, provider_message_id, position, channel, filename, state, "
        "due_at, last_error) select id, gen_random_uuid(), 'x', 1, 'cloud', 'plan.pdf', 'failed', null, 'gone' "
        "from subcontractors where phone = $1",
        JEAN,
    )
    told = text_of(await operator.page(DEAD))

    replies, _, rest = told.partition("Replies that did not arrive")[2].partition("Notifications that were given up")
    notifications, _, files = rest.partition("Files that were not fetched")
    assert hello.body.split()[0] in replies
    assert "131026" in replies
    assert "incident nobody answers <i>" in notifications
    assert "plan.pdf gone" in files
