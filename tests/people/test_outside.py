"""What lies outside the database goes as well: events in the spool, whoever holds it, and files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from errors import DatabaseUnavailableError, SpoolError
from messages import Event, StatusUpdate
from services.database.asyncpg import AsyncpgDatabase
from services.media.local import LocalMediaStore
from services.personal_data import PersonalData
from services.spool import Chunk, Spool
from services.store import LaneRules, Store
from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.door.waiting import eventually
from tests.phones import JEAN
from tests.rows import Rows
from tests.spool.files import files, leave, message
from tests.sql.demo import JEAN as JEANS_ID

pytestmark = on_one_server

MARIA = "+33600000002"
STATUS = StatusUpdate(
    channel="cloud", provider_message_id="wamid.1", state="read", reply_id=f"{JEANS_ID}:7", detail="of Jean"
)
OF_ANOTHER = StatusUpdate(channel="cloud", provider_message_id="wamid.2", state="read", reply_id=f"{JEANS_ID[::-1]}:7")
TRACES = (b"33600000001", b"FR.jean", JEANS_ID.encode(), b"Z\xc3\xa9phyrine")

LINES: dict[str, tuple[list[Event], int]] = {
    "alone": ([message("Zéphyrine 1")], 1),
    "beside others": ([message("a", MARIA), message("Zéphyrine 1"), message("ça va 👷", MARIA), STATUS, OF_ANOTHER], 2),
    "by another address": ([message("Zéphyrine 1", "FR.jean")], 1),
    "somebody else": ([message("a", MARIA), OF_ANOTHER], 0),
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
async def _user_id(rows: Rows) -> None:
    await rows.value("select find_or_create_contact($1, 'FR.jean')", JEAN)


async def _next(spool: Spool) -> Chunk:
    chunk = await spool.next()
    assert chunk is not None
    return chunk


def _sent(chunk: Chunk) -> list[str]:
    return [event.provider_message_id for event in chunk.events]


@pytest.mark.usefixtures("_user_id")
@pytest.mark.parametrize(("events", "count"), LINES.values(), ids=LINES)
async def test_their_events_go_and_their_neighbours_stay(
    people: PersonalData, directory: Path, events: list[Event], count: int
) -> None:
    file = await leave(directory, events, [message("b", MARIA)])
    size = file.stat().st_size
    erased = await people.erase(JEANS_ID)
    assert erased is not None
    assert erased["erased"]["spool"] == count
    assert file.stat().st_size == size, "whoever holds the file counts in bytes"
    assert [trace for trace in TRACES if trace in file.read_bytes()] == []

    spool = Spool(directory)
    await spool.adopt()
    left = await _next(spool)
    others = [event for event in events if event is not STATUS and "Zéphyrine" not in event.provider_message_id]
    assert [event for event in left.events if event.provider_message_id != "erased"][:-1] == others
    assert (len(left.events), left.unreadable) == (len(events) + 1, [])
    await spool.close()


async def test_a_spool_that_is_in_use_goes_on(people: PersonalData, directory: Path) -> None:
    spool = Spool(directory)
    await spool.append([message("a"), message("b", MARIA)])
    await people.erase(JEANS_ID)
    await spool.append([message("c", MARIA)])
    chunk = await _next(spool)
    assert _sent(chunk) == ["erased", "wamid.b", "wamid.c"]
    await spool.forget(chunk)
    assert (spool.events, await spool.next()) == (0, None)
    await spool.close()
    assert files(directory) == []


async def test_what_was_set_aside_goes_too(people: PersonalData, directory: Path) -> None:
    spool = Spool(directory)
    await spool.append([message("a"), message("b", MARIA)])
    chunk = await _next(spool)
    await spool.forget(chunk, refused=[(event, "refused") for event in chunk.events])
    [file] = files(directory)
    with file.open("ab") as lines:
        lines.write(b'{"broken": "+33600000001\n{"broken": "+33600000002\n[1, "33600000001"]\n')
    erased = await people.erase(JEANS_ID)
    await spool.close()
    assert erased is not None
    assert erased["erased"]["spool"] == 3
    assert b"33600000001" not in file.read_bytes()
    assert file.read_bytes().count(b"33600000002") == 2


async def test_what_is_drained_afterwards_changes_nothing(
    house_of: OpenHouse, people: PersonalData, directory: Path
) -> None:
    await leave(directory, [message("a"), message("b", MARIA)], [STATUS])
    await people.erase(JEANS_ID)
    async with house_of(role="door", spool_dir=str(directory)) as house:

        async def drained() -> bool:
            return not files(directory)

        await eventually(drained)
        assert await house.rows.column("select content ->> 'text' from inbox") == ["b"]


async def test_their_files_go(people: PersonalData, tmp_path: Path) -> None:
    for path in (f"{JEANS_ID}/1.jpg", f"{JEANS_ID}/2.ogg", "other/1.jpg"):
        await people.media.put(path, BytesIO(b"bytes"), "image/jpeg")
    erased = await people.erase(JEANS_ID)
    assert erased is not None
    assert erased["erased"]["files"] == 2
    assert [path.name for path in (tmp_path / "media").iterdir()] == ["other"]


async def test_what_breaks_off_is_found_again(people: PersonalData, directory: Path) -> None:
    """The database comes last: as long as something outside is left, the person is known."""
    obstacle = directory / "1-1.jsonl"
    obstacle.mkdir(parents=True)
    with pytest.raises(SpoolError, match="the spool cannot be erased from"):
        await people.erase(JEANS_ID)
    assert await people.find(JEAN) is not None
    obstacle.rmdir()
    assert await people.erase(JEANS_ID) is not None


class _LosesTheAnswer(AsyncpgDatabase):
    """A connection that breaks right behind the commit of an erasure, while a turn in flight has stored a file."""

    file: Path

    async def value(self, function: str, **arguments: Any) -> Any:
        told = await super().value(function, **arguments)
        if function == "erase_person" and told is not None:
            self.file.parent.mkdir(parents=True)
            self.file.write_bytes(b"bytes")
            raise DatabaseUnavailableError("the connection broke")
        return told


async def test_what_is_left_goes_even_when_the_answer_is_lost(dsn: str, tmp_path: Path) -> None:
    database = _LosesTheAnswer(dsn)
    database.file = tmp_path / JEANS_ID / "1.jpg"
    store, media = Store(database, LaneRules()), LocalMediaStore(tmp_path)
    assert await PersonalData(store=store, cache=None, media=media, spool=None).erase(JEANS_ID) is None
    await database.close()
    assert not database.file.exists()
