"""A worker that does not have a message's channel sets it aside like any other failure, and the lane goes on."""

from __future__ import annotations

from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph, twilio
from tests.phones import JEAN

pytestmark = on_one_server


async def test_a_turn_whose_apology_cannot_be_said_either_comes_to_its_end(house_of: OpenHouse) -> None:
    async with house_of(role="door", burst_quiet_ms=0) as door:
        await door.from_twilio(twilio.text(JEAN, "merci"))
        await door.from_meta(graph.webhook([graph.text(JEAN, "merci")]))
    async with house_of(burst_quiet_ms=0, twilio_account_sid=None, max_attempts=2) as worker:
        await worker.settled()
        outcomes = await worker.rows.all("select channel, outcome, last_error from inbox order by channel")
        assert [row["outcome"] for row in outcomes] == ["answered", "dead"]
        assert "KeyError" in outcomes[1]["last_error"]
        assert len(worker.graph.sent) == 1
