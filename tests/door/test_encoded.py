"""Signatures cover the bytes as they came: nothing is unpacked on the way."""

from __future__ import annotations

import gzip

import pytest

from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.house import House
from tests.phones import JEAN

pytestmark = on_one_server


@pytest.mark.parametrize("body", [b"garbage", gzip.compress(b"{}")], ids=["garbage", "gzip"])
async def test_an_unsigned_body_that_claims_to_be_packed_is_403(house: House, body: bytes) -> None:
    answer = await house.http.post("/webhook/whatsapp", content=body, headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.content) == (403, b"")


async def test_a_signature_over_the_unpacked_bytes_is_none(house: House) -> None:
    body, headers = graph.signed(graph.webhook([graph.text(JEAN, "merci")]))
    packed = headers | {"Content-Encoding": "gzip"}
    answer = await house.http.post("/webhook/whatsapp", content=gzip.compress(body), headers=packed)
    assert answer.status_code == 403
    assert await house.rows.value("select count(*) from inbox") == 0
