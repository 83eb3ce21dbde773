"""Contract §7, asked of the rows and of the provider after a fault; `make chaos` prints what was found as one table."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.house import House
from tests.lanes.people import damage

Webhook = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault survived: counts of messages and reply parts, and the seconds that it took."""

    fault: str
    messages: int
    outcomes: Mapping[str, int]
    parts: int
    seconds: float


@dataclass(slots=True, kw_only=True)
class Promises:
    """Holds a house to its promises; `fault` names the test."""

    fault: str
    findings: list[Finding]
    began: float = field(default_factory=time.monotonic)

    async def hold(self, house: House, webhooks: Sequence[Webhook]) -> None:
        """Check that nothing of `webhooks` (all answered with 200) was lost, doubled or turned round.

        Then deliver everything once more: nothing may change.
        """
        messages = _message_ids(webhooks)
        await house.until("select count(*) >= $1 from inbox", len(messages))  # the spool may hold some
        await house.settled()
        outcomes = await _outcomes(house, messages)
        parts = await _check_parts(house)
        assert not await damage(house.rows)

        before = await _everything(house), len(house.graph.sent)
        for webhook in webhooks:
            assert (await house.from_meta(webhook)).status_code == 200
        await house.settled()
        assert (await _everything(house), len(house.graph.sent)) == before, "delivered again, nothing changes"
        self.findings.append(
            Finding(
                fault=self.fault,
                messages=len(messages),
                outcomes=outcomes,
                parts=parts,
                seconds=time.monotonic() - self.began,
            )
        )


def _message_ids(webhooks: Iterable[Webhook]) -> set[str]:
    changes = (change["value"] for webhook in webhooks for entry in webhook["entry"] for change in entry["changes"])
    return {message["id"] for value in changes for message in value.get("messages", ())}


async def _outcomes(house: House, messages: set[str]) -> dict[str, int]:
    """Check that received = the sum of the outcomes; return them."""
    rows = await house.rows.all("select provider_message_id, outcome from inbox")
    assert Counter(row["provider_message_id"] for row in rows) == Counter(messages), "each message is there once"
    assert all(row["outcome"] for row in rows), "each message has its outcome"
    answered = await house.rows.column("select id from inbox where outcome in ('answered', 'refused') order by id")
    replied = await house.rows.column("select distinct inbox_id from outbox where inbox_id is not null order by 1")
    assert set(answered) <= set(replied), "each answered message has its reply"
    return Counter(row["outcome"] for row in rows)


async def _check_parts(house: House) -> int:
    """Check that every reply part went out once, each person's in order; return how many there were."""
    rows = await house.rows.all("select contact_id || ':' || id as reply_id, state, attempts, last_error from outbox")
    sent = [str(message.reply_id) for message in house.graph.sent]
    gone = {row["reply_id"] for row in rows if row["state"] in {"sent", "delivered", "read"}}
    assert gone == {row["reply_id"] for row in rows} == set(sent), "every reply part is sent"
    twice = {reply_id for reply_id, times in Counter(sent).items() if times > 1}
    assert [row for row in rows if row["reply_id"] in twice] == [], "every reply part is sent once"
    by_person: dict[str, list[int]] = defaultdict(list)
    for reply_id in sent:
        person, number = reply_id.split(":")
        by_person[person].append(int(number))
    assert all(numbers == sorted(numbers) for numbers in by_person.values()), "everybody's replies are in order"
    return len(rows)


async def _everything(house: House) -> list[list[dict[str, Any]]]:
    return [
        await house.rows.all("select * from inbox order by id"),
        await house.rows.all("select * from outbox order by id"),
        await house.rows.all("select * from messages order by seq"),
        await house.rows.all("select * from conversation_sessions order by id"),
    ]
