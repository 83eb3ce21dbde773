"""Logs hold no secret, no phone and no words of anybody, at any level; and nobody else writes lines into them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from events import Event, bind, log
from logs import configure_logging
from tests import leaks
from tests.door.conftest import dsn, shared_dsn
from tests.door.processes import serving
from tests.door.servers import on_one_server
from tests.fakes import graph, twilio
from tests.fakes.graph import FakeGraph, Trouble
from tests.phones import JEAN
from tests.rows import Rows
from tests.test_logs import ID

__all__ = ["dsn", "shared_dsn"]

WORDS = "Mon code de portail est 4711, rappelez-moi"

LEAKS = {
    "a token": ("a secret", f"refused Bearer {graph.TOKEN}"),
    "a password of an address": ("a secret", "no route to postgresql://relais:geheimnis-im-test@db/relais"),
    "a phone": ("a phone", "gave up on +33600000001"),
    "a phone as Meta writes it": ("a phone", "gave up on 33600000001"),
    "a phone in an address": ("a phone", "GET /x?to=%2B33600000001"),
    "what was said": ("a body", json.dumps({"message": f'cannot read "{WORDS}"'})),
    "what was said, escaped": ("a body", json.dumps({"message": WORDS}, ensure_ascii=True)),
}


@pytest.mark.parametrize(("kind", "line"), LEAKS.values(), ids=LEAKS)
def test_a_leak_is_found(kind: str, line: str) -> None:
    leaks.keep_secret(graph.TOKEN)
    leaks.keep_environment({"DATABASE_URL": "postgresql://relais:geheimnis-im-test@db/relais"})
    leaks.keep_body({"entry": [{"messages": [{"text": {"body": WORDS}}]}]})
    assert leaks.leaks(line) == [f"{kind}: {line}"]


@pytest.mark.parametrize(
    "line",
    ["+33•••••001", ID, "wamid.336000000010", f"{ID}:12345678901", "2026-11-22T00:00:00.123456Z", "1790000000"],
)
def test_what_is_none_is_not(line: str) -> None:
    assert leaks.leaks(line) == []


INJECTED = {
    "a line": 'x\n{"event":"operator.acted","message":"An operator did erase_person"}',
    "a carriage return": "x\rAn operator did erase_person",
    "a separator": "x\u2028An operator\u0085did",
    "a terminal's words": "x\x1b[2J\x1b]0;owned\x07\x1b[31mAn operator",
    "nothing": "x\x00An operator",
}


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("text", INJECTED.values(), ids=INJECTED)
def test_nobody_writes_a_line_of_their_own(form: str, text: str) -> None:
    written = io.StringIO()
    configure_logging(level="INFO", form=form, stream=written)
    with bind(message_id=f"wamid.{text}"):
        log(Event.WEBHOOK_REFUSED, reason=text)
    line = written.getvalue().removesuffix("\n")
    assert [character for character in line if not character.isprintable()] == []


@on_one_server
async def test_a_chatty_process_says_nothing_of_anybody(dsn: str, tmp_path: Path) -> None:
    """At DEBUG, with a provider that repeats its token in its errors: what a process says is looked through."""
    async with FakeGraph() as meta, Rows(dsn) as rows:
        meta.trouble(Trouble(code=100, status=400), Trouble(code=190, status=401), Trouble(how="drop"))
        settings = {
            "LOG_LEVEL": "DEBUG", "DATABASE_URL": dsn, "SPOOL_DIR": "off", "BURST_QUIET_MS": "0", "GRAPH_API_URL": meta.url,
            "ADMIN_TOKEN": "admin-token-of-a-test", "WHATSAPP_PHONE_NUMBER_ID": graph.PHONE_NUMBER_ID,
            "WHATSAPP_ACCESS_TOKEN": graph.TOKEN, "WHATSAPP_APP_SECRET": graph.SECRET,
            "WHATSAPP_VERIFY_TOKEN": graph.VERIFY_TOKEN, "TWILIO_ACCOUNT_SID": twilio.ACCOUNT,
            "TWILIO_AUTH_TOKEN": twilio.TOKEN, "TWILIO_WHATSAPP_NUMBER": twilio.NUMBER, "TWILIO_API_URL": "http://127.0.0.1:9",
        }  # fmt: skip
        async with serving("serve", cwd=tmp_path, **settings) as relais:
            address = (await relais.logs("service.started"))["address"]
            async with httpx.AsyncClient(base_url=address) as http:
                await _say_much(http, address)
                await relais.logs("message.handled")
                await relais.logs("reply.refused")
            lines = await relais.terminated()
        assert lines
        assert await rows.value("select count(*) from inbox") > 0


async def _say_much(http: httpx.AsyncClient, address: str) -> None:
    webhook = graph.webhook([graph.text(JEAN, WORDS), graph.text(JEAN, "Bonjour"), graph.media(JEAN, caption=WORDS)])
    leaks.keep_body(webhook)
    body, headers = graph.signed(webhook)
    await http.post("/webhook/whatsapp", content=body, headers=headers)
    await http.post("/webhook/whatsapp", content=body, headers={"X-Hub-Signature-256": "sha256=0"})
    form, signed = twilio.signed(twilio.text(JEAN, WORDS), f"{address}/webhook/twilio")
    await http.post("/webhook/twilio", content=form, headers=signed)
    await http.post("/simulator/messages", json={"id": str(uuid4()), "phone": JEAN, "text": WORDS})
    bearer = {"Authorization": "Bearer admin-token-of-a-test"}
    for path in (f"sessions?phone=%2B{JEAN[1:]}", f"search?q={WORDS}", f"search?phone={JEAN}"):
        await http.get(f"/api/v1/{path}", headers=bearer)
    await http.post("/console/login", data={"token": "admin-token-of-a-test"})
