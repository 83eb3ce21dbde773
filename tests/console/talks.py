"""Conversations to look at, and how a page shows them."""

from __future__ import annotations

import re
from html import unescape

from tests.console.operator import Operator
from tests.fakes import graph
from tests.fakes.graph.webhooks import Item
from tests.house import House
from tests.phones import WIRES, Phone

JEAN, MARIA, ANDREI, JOHN, YOUSSEF = (f"+3360000000{number}" for number in range(1, 6))
LIST = "/console/conversations"

NEWEST = """
    select s.id from conversation_sessions s join subcontractors p on p.id = s.subcontractor_id
    where p.phone = $1 order by s.started_at desc limit 1
"""


def phone(house: House, number: str = JEAN, wire: str = "cloud") -> Phone:
    """Return somebody's phone."""
    return Phone(house=house, wire=WIRES[wire], number=number)


async def post(house: House, *items: Item) -> None:
    """Let Meta deliver these items, each in a webhook of its own."""
    for item in items:
        assert (await house.from_meta(graph.webhook([item]))).status_code == 200
        await house.settled()


async def address(house: House, number: str = JEAN) -> str:
    """Return where the newest conversation of somebody stands."""
    return f"{LIST}/{await house.rows.value(NEWEST, number)}"


def names(page: str) -> list[str]:
    """Return who is listed, in order; a star marks the unread."""
    rows = re.findall(r'class="row( unread)?">.*?<bdi>(.*?)</bdi>', page, re.DOTALL)
    return [unescape(name) + ("*" if unread else "") for unread, name in rows]


async def listed(operator: Operator, query: str = "") -> list[str]:
    """Return who is listed at an address of the list."""
    return names(await operator.page(f"{LIST}{query}"))


def bubbles(page: str) -> list[str]:
    """Return what each bubble says, as text."""
    end = r'(?=<li id="m-|</ul>\s*(?:<h2 class="day"|<p class="more"|</div>|<form))'
    found = re.findall(rf'<li id="m-\d+" class="line-of.*?{end}', page, re.DOTALL)
    return [text_of(one) for one in found]


def text_of(html: str) -> str:
    """Return the text of some HTML on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
