"""`relais why` tells the story of one message by any of its ids."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

from tests.door.processes import relais
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import JEAN, WIRES, Phone

pytestmark = on_one_server

IDS = {
    "ours, in": "select id from messages where direction = 'inbound' order by seq desc limit 1",
    "ours, out": "select id from messages where direction = 'outbound' order by seq desc limit 1",
    "the provider's, in": "select provider_message_id from inbox order by id desc limit 1",
    "the provider's, out": "select provider_message_id from outbox order by id desc limit 1",
}


async def _why(dsn: str, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(relais, "why", *arguments, cwd=cwd, DATABASE_URL=dsn)


async def test_every_id_of_a_message_leads_to_its_story(house: House, dsn: str, tmp_path: Path) -> None:
    jean = Phone(house=house, wire=WIRES["cloud"])
    await jean.says("Bonjour")
    await jean.taps_id("view_sites_fr")
    ids = {name: await house.rows.value(query) for name, query in IDS.items()}

    told = await asyncio.gather(*(_why(dsn, tmp_path, message_id, "--json") for message_id in ids.values()))

    assert [one.returncode for one in told] == [0] * len(ids)
    story, *same = [json.loads(one.stdout) for one in told]
    assert same == [story] * 3
    _check(story, ids)


def _check(story: dict[str, Any], ids: dict[str, str]) -> None:
    assert story["inbox"]["provider_message_id"] == ids["the provider's, in"]
    assert (story["inbox"]["outcome"], story["inbox"]["attempts"]) == ("answered", 1)
    assert "open_session" in json.dumps(story["inbox"]["trace"]["stages"])
    assert story["session"]["status"] == "active"
    assert [message["id"] for message in story["messages"]] == [ids["ours, in"], ids["ours, out"]]
    [output] = story["messages"][1]["tool_outputs"]
    assert output["tool"] == "list_projects_tool"
    assert [reply["provider_message_id"] for reply in story["replies"]] == [ids["the provider's, out"]]
    assert [reply["state"] for reply in story["replies"]] == ["sent"]
    assert "raw" not in story["inbox"]


async def test_the_story_is_told_to_a_person(house: House, dsn: str, tmp_path: Path) -> None:
    await Phone(house=house, wire=WIRES["cloud"]).says("Bonjour")
    message_id = await house.rows.value("select provider_message_id from inbox")

    told = await _why(dsn, tmp_path, message_id)

    assert told.returncode == 0
    assert all(
        word in told.stdout for word in (message_id, "answered", "greeting", "classify_intent", "Bonjour", "sent")
    )


async def test_the_story_of_a_stranger_and_of_what_waits(house: House, dsn: str, tmp_path: Path) -> None:
    await Phone(house=house, wire=WIRES["cloud"], number="+33699999999").says("Bonjour")
    refused = await house.rows.value("select provider_message_id from inbox")
    await house.rows.run(
        "insert into inbox (contact_id, channel, provider_message_id, sender, kind, content) "
        "select contact_id, channel, 'wamid.waits', sender, kind, content from inbox"
    )

    answers = [await _why(dsn, tmp_path, message_id, "--json") for message_id in (refused, "wamid.waits")]

    outcomes = [json.loads(answer.stdout)["inbox"]["outcome"] for answer in answers]
    assert outcomes == ["refused", None]


async def test_an_id_that_nobody_knows_is_exit_1(dsn: str, tmp_path: Path) -> None:
    unknown = ("wamid.nobody", "00000000-0000-4000-8000-000000000000", JEAN)

    told = await asyncio.gather(*(_why(dsn, tmp_path, message_id) for message_id in unknown))

    assert [(one.returncode, one.stdout) for one in told] == [(1, "")] * 3
    assert all(message_id in one.stderr for message_id, one in zip(unknown, told, strict=True))


async def test_what_people_write_is_shown_as_they_wrote_it(house: House, dsn: str, tmp_path: Path) -> None:
    said = "Bonjour [/x] :smile: [bold]gras[/bold]"
    await Phone(house=house, wire=WIRES["cloud"]).says(said)
    told = await _why(dsn, tmp_path, str(await house.rows.value(IDS["the provider's, in"])))
    assert (told.returncode, told.stderr) == (0, "")
    assert said in told.stdout
    assert "[main_menu]" in told.stdout
