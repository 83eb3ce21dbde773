"""A file that a person sent lies in DATA_DIR, whole, for our account alone, and its row says where."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph, twilio
from tests.fakes.files import Held
from tests.house import House
from tests.media.files import JEANS_ID, OTHER_PHOTO, PHOTO, digest, fetched, lying, photo, send, send_by_twilio
from tests.phones import JEAN

pytestmark = on_one_server

ROW = """
    select f.subcontractor_id, f.position, f.channel, f.state, f.path, f.bytes, f.sha256, f.mime_type, f.filename,
           f.attempts, f.due_at, f.last_error, m.provider_message_id = f.provider_message_id as is_of_its_message
    from media_files f join messages m on m.subcontractor_id = f.subcontractor_id and m.id = f.message_id
"""


async def test_a_photo_from_meta(house_of: OpenHouse, tmp_path: Path, logged: Logged) -> None:
    async with house_of(burst_quiet_ms=0, data_dir=tmp_path) as house:
        await photo(house)
        await fetched(house)

        [row] = await house.rows.all(ROW)
        name = row["path"].removeprefix(f"{JEANS_ID}/")
        assert row == {
            "subcontractor_id": JEANS_ID, "position": 1, "channel": "cloud", "state": "stored",
            "path": f"{JEANS_ID}/{name}", "bytes": len(PHOTO), "sha256": digest(PHOTO), "mime_type": "image/jpeg",
            "filename": name, "attempts": 1, "due_at": None, "last_error": None, "is_of_its_message": True,
        }  # fmt: skip
        assert name.endswith(".jpg")
        assert lying(tmp_path) == {f"media/{row['path']}": PHOTO}, "nothing else is left anywhere"
        assert house.graph.media.shelf.credentials == [f"Bearer {graph.TOKEN}"]
        [line] = logged("media.stored")
        assert (line["bytes"], line["subcontractor_id"], line["channel"]) == (len(PHOTO), JEANS_ID, "cloud")


async def test_nobody_else_on_this_machine_may_read_it(house_of: OpenHouse, tmp_path: Path) -> None:
    async with house_of(burst_quiet_ms=0, data_dir=tmp_path) as house:
        await photo(house)
        await fetched(house)

    below = sorted((tmp_path / "media").rglob("*"))
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "media", *below)]
    assert modes == [0o700, 0o700, 0o600]


async def test_two_photos_from_twilio(house_of: OpenHouse, tmp_path: Path) -> None:
    async with house_of(burst_quiet_ms=0, data_dir=tmp_path) as house:
        media = house.twilio.media
        await send_by_twilio(house, media.put(Held(content=PHOTO)), media.put(Held(content=OTHER_PHOTO)))
        await fetched(house, 2)

        rows = await house.rows.all(f"{ROW} order by position")
        assert [(row["position"], row["bytes"], row["sha256"]) for row in rows] == [
            (1, len(PHOTO), digest(PHOTO)),
            (2, len(OTHER_PHOTO), digest(OTHER_PHOTO)),
        ]
        assert lying(tmp_path) == {f"media/{rows[0]['path']}": PHOTO, f"media/{rows[1]['path']}": OTHER_PHOTO}
        assert [str(given).split()[0] for given in media.credentials] == ["Basic", "Basic"]
        assert media.network.shelf.credentials == [None, None], "the content network is not Twilio's API"


async def test_a_document_keeps_its_name_but_none_of_its_tricks(house_of: OpenHouse, tmp_path: Path) -> None:
    async with house_of(burst_quiet_ms=0, data_dir=tmp_path) as house:
        held = Held(content=b"%PDF-1.7", mime_type="application/pdf")
        await send(house, house.graph.media.put(held), "document", filename="../../étage\u202e 2.pdf")
        await fetched(house)

        assert await house.rows.all("select filename, mime_type from media_files") == [
            {"filename": "_.._étage 2.pdf", "mime_type": "application/pdf"}
        ]
        [path] = lying(tmp_path)
        assert Path(path).parent == Path("media") / JEANS_ID


async def test_strangers_are_not_listened_to(house: House) -> None:
    media_id = house.graph.media.put(Held(content=PHOTO))
    await house.from_meta(graph.webhook([graph.media("+33699999999", id=media_id)]))
    await house.settled()

    assert await house.rows.value("select count(*) from media_files") == 0
    assert house.graph.media.looked_up == []


async def test_a_text_leaves_no_trace_here(house: House) -> None:
    await house.from_twilio(twilio.text(JEAN, "Bonjour"))
    await house.settled()

    assert await house.rows.value("select count(*) from media_files") == 0


async def test_a_webhook_that_comes_again_is_one_file(house: House) -> None:
    webhook = graph.webhook([graph.media(JEAN, id=house.graph.media.put(Held(content=PHOTO)))])
    for _ in range(3):
        await house.from_meta(webhook)
    await fetched(house)
    await house.settled()

    assert len(house.graph.media.looked_up) == 1


async def test_a_burst_of_photos_is_one_turn_and_three_files(house_of: OpenHouse) -> None:
    async with house_of(burst_quiet_ms=200) as house:
        items = [graph.media(JEAN, id=house.graph.media.put(Held(content=PHOTO))) for _ in range(3)]
        await house.from_meta(graph.webhook(items))
        await fetched(house, 3)

        assert await house.rows.column("select turn_count from conversation_sessions") == [1]
        assert await house.rows.column("select position from media_files") == [1, 1, 1]
