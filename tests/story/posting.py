"""What a phone can do besides writing and tapping: several messages in one webhook, quotes, files."""

from __future__ import annotations

from tests.fakes import graph
from tests.fakes.graph.webhooks import Item
from tests.phones import Phone, Seen


async def post(phone: Phone, *items: Item) -> list[Seen]:
    """Let Meta deliver these items in one webhook; return what came back."""
    before = len(await phone.screen())
    assert (await phone.house.from_meta(graph.webhook(items))).status_code == 200
    await phone.house.settled()
    return (await phone.screen())[before:]


async def quote(phone: Phone, text: str, reply_to: str) -> list[Seen]:
    """Write a text that quotes a message."""
    return await post(phone, graph.text(phone.number, text, context={"id": reply_to}))


async def add_sites(phone: Phone, *names: str) -> None:
    """Put more sites at the end of the person's list."""
    for name in names:
        await phone.house.rows.run(
            "with p as (insert into projects (name, location) values ($1, 'Rue ' || $1) returning id) "
            "insert into project_members (project_id, subcontractor_id) "
            "select p.id, s.id from p, subcontractors s where s.phone = $2",
            name,
            phone.number,
        )
