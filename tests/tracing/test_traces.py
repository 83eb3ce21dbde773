"""webhook → turn → stages → send as one trace, at a real collector's address."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncGenerator

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.conftest import OpenHouse
from tests.door.conftest import dsn, shared_dsn
from tests.fakes import graph
from tests.fakes.collector import Collector
from tests.house import House
from tests.phones import JEAN

__all__ = ["dsn", "shared_dsn"]

SECRET_WORDS = "Bonjour, le code du portail est 4711"


@pytest.fixture
async def collector(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Collector]:
    collecting = Collector()
    async with collecting.served as served:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", served.at())
        yield collecting


async def _write(house: House, *texts: str) -> None:
    messages = [graph.text(JEAN, text) for text in texts]
    assert (await house.from_meta(graph.webhook(messages))).status_code == 200
    await house.settled()


def _ids(spans: list[Span]) -> set[bytes]:
    return {span.trace_id for span in spans}


async def test_a_message_is_one_trace_from_webhook_to_send(house_of: OpenHouse, collector: Collector) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        await _write(house, SECRET_WORDS)
        inbox = (await house.rows.column("select provider_message_id from inbox"))[0]

    [message], [webhook], [turn], [send] = map(collector.named, ("message", "webhook", "turn", "send"))
    stages = [span for span in collector.spans if span.parent_span_id == turn.span_id and span is not send]
    assert len(_ids(collector.spans)) == 1
    assert message.parent_span_id == b""
    assert webhook.parent_span_id == turn.parent_span_id == message.span_id
    assert [span.name for span in sorted(stages, key=lambda span: span.start_time_unix_nano)][:2] == [
        "identify",
        "open_session",
    ]
    assert "classify_intent" in {span.name for span in stages}
    assert send.parent_span_id == turn.span_id
    told = {pair.key: pair.value.string_value for pair in message.attributes}
    assert (told["messaging.message.id"], told["relais.outcome"]) == (inbox, "answered")


async def test_no_span_holds_what_was_said_or_by_whom(house_of: OpenHouse, collector: Collector) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        await _write(house, SECRET_WORDS)

    everything = b"".join(span.SerializeToString() for span in collector.spans)
    assert len(collector.spans) > 5
    for personal in ("4711", "portail", JEAN[1:], "Jean"):
        assert personal.encode() not in everything


async def test_a_message_that_comes_twice_has_one_first_span(house_of: OpenHouse, collector: Collector) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        webhook = graph.webhook([graph.text(JEAN, "Bonjour")])
        for _ in range(2):
            assert (await house.from_meta(webhook)).status_code == 200
        await house.settled()

    assert len(collector.named("webhook")) == 2
    assert len(collector.named("message")) == len(collector.named("turn")) == 1


async def test_messages_of_one_turn_lead_to_each_other(house_of: OpenHouse, collector: Collector) -> None:
    async with house_of(burst_quiet_ms=200) as house:
        await _write(house, "Bonjour", "vous allez bien ?")

    first, second = sorted(collector.named("message"), key=lambda span: len(span.links))
    assert [link.trace_id for link in second.links] == [first.trace_id]
    assert _ids(collector.named("turn")) == {first.trace_id}


async def test_without_an_endpoint_nothing_is_traced(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=0) as house:
        await _write(house, "Bonjour")
        assert await house.rows.value("select count(*) from outbox where payload ? 'traceparent'") == 0


def test_an_endpoint_without_the_extra_is_named() -> None:
    script = (
        "import sys; sys.modules['opentelemetry.sdk'] = None; import cli; sys.argv = ['relais', 'serve']; cli.main()"
    )
    env = {
        **os.environ,
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1",
        "PYTHONPATH": "src",
        "DATABASE_URL": "postgresql://127.0.0.1:1/x",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, "relais[otel]" in done.stderr) == (2, True)
