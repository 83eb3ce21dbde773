"""A trouble that is switched on is what the same answer of Meta's would be."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import SendDeferredError, SendError, SendRefusedError, SendUnknownError
from messages import OutgoingPart, Part
from services.channels.simulator import SimulatorChannel
from services.channels.troubles import SendTrouble

AS_META: dict[SendTrouble, tuple[type[SendError], str]] = {
    SendTrouble.RATE_LIMITED: (SendDeferredError, "130429"),
    SendTrouble.PAIR_LIMITED: (SendDeferredError, "131056"),
    SendTrouble.SERVER_ERROR: (SendDeferredError, "131000"),
    SendTrouble.WINDOW_CLOSED: (SendRefusedError, "131047"),
    SendTrouble.REFUSED: (SendRefusedError, "131026"),
}


@pytest.mark.parametrize(("trouble", "expected"), AS_META.items(), ids=[trouble.value for trouble in AS_META])
async def test_fails_as_the_cloud_channel_does(
    tmp_path: Path, trouble: SendTrouble, expected: tuple[type[SendError], str]
) -> None:
    channel = await _channel(tmp_path, trouble)
    with pytest.raises(expected[0]) as raised:
        await channel.send(PART)

    assert raised.value.provider_code == expected[1]


async def test_a_lost_answer_is_unknown(tmp_path: Path) -> None:
    channel = await _channel(tmp_path, SendTrouble.LOST_ANSWER)
    with pytest.raises(SendUnknownError):
        await channel.send(PART)
    await channel.close()


async def test_off_again_it_sends(tmp_path: Path) -> None:
    channel = await _channel(tmp_path, SendTrouble.REFUSED)
    assert channel.trouble
    await channel.trouble.turn(None)

    assert await channel.send(PART) == "sim.reply-1"


PART = OutgoingPart(reply_id="reply-1", recipient="+33600000001", part=Part(kind="text", text="Bonjour"))


async def _channel(folder: Path, trouble: SendTrouble) -> SimulatorChannel:
    """Return the channel of one process, after another has switched a trouble on."""
    door = SimulatorChannel(folder)
    assert door.trouble
    await door.trouble.turn(trouble)
    return SimulatorChannel(folder)
