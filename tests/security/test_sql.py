"""No text reaches the database as anything but a value: hostile texts through every door, and every row as it was."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote
from uuid import uuid4

from tests.api.operator import BEARER, TOKEN
from tests.conftest import OpenHouse
from tests.door.conftest import dsn, shared_dsn
from tests.fakes import graph, twilio
from tests.fakes.graph.webhooks import Item
from tests.house import House
from tests.lanes.people import damage
from tests.phones import JEAN
from tests.security import hostile

__all__ = ["dsn", "shared_dsn"]

OTHERS = """
    select md5(string_agg(t::text, '|' order by t::text)) from (
        select to_jsonb(p) from projects p union all select to_jsonb(c) from companies c
        union all select to_jsonb(t) from tasks t union all select to_jsonb(d) from documents d
        union all select to_jsonb(m) from project_members m
        union all select to_jsonb(s) - 'language' - 'last_project_id' - 'last_project_at' - 'handoff_until' from subcontractors s
    ) as everything (t)
"""
"""All that no message may change."""

_QUERIES = ("sessions?phone={}", "sessions?status={}", "sessions?cursor={}", "sessions?limit={}", "dead?cursor={}",
            "messages/{}/story", "sessions/{}", "sessions/{}/messages", "media/{}", "subcontractors/{}/export")  # fmt: skip


def _said_by_meta(text: str) -> list[Item]:
    """Say it in every field that a person fills, and in ids that a forger who knew the secret could."""
    return [
        graph.text(JEAN, text),
        graph.text(JEAN, "Bonjour", id=f"wamid.');delete from inbox;--{uuid4()}"),
        graph.text(JEAN, "Bonjour", context={"id": text}),
        graph.button(JEAN, text, text, reply_to=text),
        graph.button(JEAN, f"proj_{text}", "x"),
        graph.media(JEAN, "document", mime_type="application/pdf", filename=text, caption=text),
        {
            **graph.text(JEAN, "x"),
            "type": "location",
            "location": {"latitude": 1, "longitude": 2, "name": text, "address": text},
        },
        {
            **graph.text(JEAN, "x"),
            "type": "contacts",
            "contacts": [{"name": {"formatted_name": text}, "phones": [{"phone": text}]}],
        },
        {**graph.text(JEAN, "x"), "type": text},
        graph.text(text, "Bonjour"),
    ]


async def _untouched(house: House, before: str) -> None:
    await house.settled()
    assert await house.rows.value(OTHERS) == before
    assert await damage(house.rows) == []


async def test_texts_of_people(house_of: OpenHouse) -> None:
    texts = hostile.SQL.values()
    async with house_of(burst_quiet_ms=0, send_pair_burst=1000, send_rate_per_second=10_000) as house:
        before = await house.rows.value(OTHERS)
        for text in texts:
            named = [{"wa_id": JEAN.removeprefix("+"), "profile": {"name": text}}]
            webhook = graph.webhook(_said_by_meta(text), contacts=named)
            fields = {"ProfileName": text, "OriginalRepliedMessageSid": text, "ButtonPayload": text, "Label": text}
            said = {"id": str(uuid4()), "phone": JEAN, "text": text, "reply_to": text}
            assert (await house.from_meta(webhook)).status_code == 200, text
            assert (await house.from_twilio(twilio.text(JEAN, text) | fields)).status_code == 200, text
            assert (await house.from_simulator(said)).status_code == 200, text
        await _untouched(house, before)
        assert set(texts) <= set(await house.rows.column("select body from messages where direction = 'inbound'"))


async def test_texts_of_operators(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0, admin_token=TOKEN) as house:
        await house.from_meta(graph.webhook([graph.text(JEAN, "Bonjour")]))
        await house.settled()
        before = await house.rows.value(OTHERS)
        session = await house.rows.value("select id from conversation_sessions")
        ask = partial(house.http.request, headers=BEARER)
        for text in hostile.SQL.values():
            for query in _QUERIES:
                answer = await ask("GET", f"/api/v1/{query.format(quote(text, safe=''))}")
                assert answer.status_code in {404, 422}, (query, text)
            found = await ask("GET", "/api/v1/search", params={"q": text})
            assert found.status_code == 200, text
            said = await ask("POST", f"/api/v1/sessions/{session}/messages", json={"text": text})
            assert said.status_code == 200, text
        await _untouched(house, before)
        sent = await house.rows.column("select body from messages where direction = 'outbound'")
        assert set(hostile.SQL.values()) <= set(sent)
