"""A voice message that somebody listens to is a text like any other, and the person sees what was understood."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from tests.conftest import Logged, OpenHouse
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.files import Held
from tests.fakes.speech import KEY, FakeSpeech
from tests.house import House
from tests.media.files import PHOTO, fetched, lying
from tests.phones import JEAN
from tests.voice.notes import note, post, sound, speak

pytestmark = on_one_server


async def test_it_is_answered_for_what_it_says(house: House, speech: FakeSpeech) -> None:
    answer = await speak(house, speech, "montre-moi mes chantiers")

    assert answer.startswith("🎙 “montre-moi mes chantiers”\n\n")
    assert [option[1] for option in house.graph.sent[-1].options] == ["Champigny", "Bureau", "Garage"]
    assert await house.rows.column("select outcome from inbox") == ["answered"]


async def test_the_service_is_asked_as_it_expects(house: House, speech: FakeSpeech) -> None:
    await speak(house, speech, "bonjour")

    [asked] = speech.asked
    assert (asked.authorization, asked.model, asked.answer_format) == (f"Bearer {KEY}", "fake-1", "verbose_json")
    assert (asked.filename, asked.mime_type, asked.sound) == ("voice.ogg", "audio/ogg", sound("bonjour"))


async def test_what_was_understood_is_kept_with_the_message_and_the_file(house: House, speech: FakeSpeech) -> None:
    await speak(house, speech, "bonjour à tous")

    [row] = await house.rows.all("select kind, body, metadata from messages where direction = 'inbound'")
    assert (row["kind"], row["body"], row["metadata"]["transcript"]) == ("voice", "bonjour à tous", "bonjour à tous")
    await house.until("select state = 'stored' from media_files")
    assert await house.rows.column("select mime_type from media_files") == ["audio/ogg"]


async def test_its_language_is_that_of_the_answer(house: House, speech: FakeSpeech) -> None:
    answer = await speak(house, speech, "good morning, please show me my sites of today")

    assert "Which site" in answer or "site" in answer
    assert await house.rows.column("select language from messages") == ["en", "en"]


async def test_what_is_long_is_shown_in_short(house: House, speech: FakeSpeech) -> None:
    text = "bonjour " + "le mur du fond est monté et la dalle est coulée " * 8
    echo = (await speak(house, speech, text)).partition("\n")[0]

    assert echo.startswith("🎙 “bonjour le mur du fond")
    assert echo.endswith("…”")
    assert 100 < len(echo) <= 120
    assert text.startswith(echo.removeprefix("🎙 “").removesuffix("…”") + " "), "cut at the end of a word"
    assert await house.rows.value("select body from messages where direction = 'inbound'") == text.strip()


async def test_several_are_heard_side_by_side_and_answered_together(house: House, speech: FakeSpeech) -> None:
    answer = await speak(house, speech, "bonjour", "montre-moi mes chantiers")

    assert answer.startswith("🎙 “bonjour”\n🎙 “montre-moi mes chantiers”\n\n")
    assert sorted(await house.rows.column("select outcome from inbox")) == ["answered", "merged"]


async def test_a_number_that_is_said_is_the_row(house: House, speech: FakeSpeech) -> None:
    await speak(house, speech, "mes chantiers")
    answer = await speak(house, speech, "2")

    assert answer.startswith("🎙 “2”\n\n")
    assert await house.rows.value("select name from projects p join conversation_sessions s "
                                  "on s.current_project_id = p.id") == "Bureau"  # fmt: skip


async def test_what_it_costs_is_counted(house: House, speech: FakeSpeech) -> None:
    await house.rows.run("insert into prices (item, usd) values ('transcription.fake-1', 0.01) "
                         "on conflict (item) do nothing")  # fmt: skip
    await speak(house, speech, "bonjour", duration=12.5)
    by_second = await house.rows.value("select total_cost from conversation_sessions")
    await speak(house, speech, "salut")
    by_message = await house.rows.value("select total_cost from conversation_sessions")

    assert (float(by_second), float(by_message)) == (0.125, 0.135)


async def test_a_model_that_knows_only_words_is_asked_for_words(house: House, speech: FakeSpeech) -> None:
    speech.trouble(web.json_response({"error": {"message": "response_format"}}, status=400))
    first = await speak(house, speech, "bonjour")
    await speak(house, speech, "salut")

    assert first.startswith("🎙 “bonjour”")
    assert [asked.answer_format for asked in speech.asked] == ["verbose_json", "json", "json"]


async def test_a_turn_that_is_tried_again_does_not_pay_twice(house: House, speech: FakeSpeech) -> None:
    """A sequence outlives the transaction that is undone: only the first try fails."""
    await house.rows.run("create sequence tries")
    await house.rows.run("""
        create function fail_once() returns trigger language plpgsql as $$
        begin
            if nextval('tries') = 1 then
                raise exception 'the first try';
            end if;
            return new;
        end; $$
    """)
    await house.rows.run("create trigger fail_once before insert on messages for each row execute function fail_once()")
    try:
        answer = await speak(house, speech, "bonjour", duration=10)
    finally:
        await house.rows.run("drop function fail_once cascade")
        await house.rows.run("drop sequence tries")

    assert answer.startswith("🎙 “bonjour”")
    assert len(speech.asked) == 1
    assert await house.rows.column("select attempts from inbox") == [2]


async def test_nobody_listens_while_a_human_does(house: House, speech: FakeSpeech) -> None:
    await house.rows.run("update subcontractors set handoff_until = now() + interval '1 hour' where phone = $1", JEAN)
    assert await speak(house, speech, "bonjour") == ""

    assert speech.asked == []
    assert await house.rows.column("select outcome from inbox") == ["handed_off"]


async def test_a_strangers_voice_is_not_listened_to(house: House, speech: FakeSpeech) -> None:
    item = note(house, sound("bonjour")) | {"from": "33699999999", "from_user_id": "FR.33699999999"}
    await post(house, item)

    assert speech.asked == []
    assert house.graph.media.looked_up == []


async def test_no_word_of_it_is_logged(house: House, speech: FakeSpeech, logged: Logged) -> None:
    await speak(house, speech, "bonjour champignon secret")

    assert "champignon" not in str(logged())
    assert [line["characters"] for line in logged("voice.transcribed")] == [25]


async def test_an_album_with_words_is_one_turn_and_every_file_is_kept(house_of: OpenHouse, tmp_path: Path) -> None:
    async with house_of(burst_quiet_ms=300, data_dir=tmp_path) as house:
        ids = [house.graph.media.put(Held(content=PHOTO)) for _ in range(10)]
        items = [graph.media(JEAN, id=media_id) for media_id in ids[1:]]
        await house.from_meta(graph.webhook([graph.media(JEAN, id=ids[0], caption="mes chantiers")]))
        for item in items:
            await house.from_meta(graph.webhook([item]))
        await house.settled()
        await fetched(house, 10)

        assert await house.rows.column("select turn_count from conversation_sessions") == [1]
        assert len(house.graph.sent) == 1
        assert await house.rows.column("select distinct state from media_files") == ["stored"]
        assert len(lying(tmp_path / "media")) == 10
