"""Replies that wait, and days that pass over them."""

from __future__ import annotations

from tests.house import House
from tests.phones import JEAN, WIRES


async def hold_replies(house: House) -> None:
    """Let what is answered from now on wait, as after a provider's Retry-After."""
    await house.rows.run(
        "insert into reply_lanes (contact_id, due_at) select id, now() + interval '1 hour' from contacts "
        "on conflict (contact_id) do update set due_at = excluded.due_at"
    )


async def writes(house: House, *texts: str, channel: str = "cloud", who: str = JEAN) -> list[str]:
    """Write, and return the provider's ids of what was written as soon as it is answered, sent or not."""
    for text in texts:
        await WIRES[channel].write(house, who, text)
    await house.until("select count(*) = 0 from inbox where state = 'pending'")
    ids = await house.rows.column("select provider_message_id from inbox where channel = $1 order by id", channel)
    return ids[-len(texts) :]


async def wake(house: House) -> None:
    await house.rows.run("update reply_lanes set due_at = now()")
    await house.rows.run("select wake('replies', 'test')")


async def a_day_passes(house: House) -> None:
    """Make everything 25 hours older, and what waits due."""
    await house.rows.run("update inbox set received_at = received_at - interval '25 hours'")
    await house.rows.run("update outbox set sending_since = sending_since - interval '25 hours'")
    await wake(house)


async def screen(house: House, channel: str = "cloud", who: str = JEAN) -> list[str]:
    """Return what a person was sent, in order."""
    return [seen.body for seen in await WIRES[channel].screen(house, who)]
