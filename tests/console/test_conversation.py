"""One conversation as a chat: everything that both sides saw, and the story of each message."""

from __future__ import annotations

import re
from urllib.parse import quote

from tests.console.operator import Operator
from tests.console.talks import JEAN, LIST, YOUSSEF, address, bubbles, phone, post, text_of
from tests.door.conftest import dsn, shared_dsn
from tests.door.servers import on_one_server
from tests.fakes import graph
from tests.fakes.files import Held
from tests.house import House
from tests.phones import Phone

__all__ = ["dsn", "shared_dsn"]

pytestmark = on_one_server

SAID = """
    insert into messages (subcontractor_id, session_id, direction, body, channel, created_at)
    select subcontractor_id, id, 'inbound', 'ligne ' || n || ' fin', 'cloud', now()
    from conversation_sessions, generate_series(1, $1) n
"""


async def test_buttons_lists_taps_and_quotes(operator: Operator, jean: Phone, house: House) -> None:
    [sites] = await jean.says("mes chantiers")
    [tasks] = await jean.taps(sites, "Champigny")
    await post(house, graph.text(JEAN, "Celle-là ?", context={"id": tasks.id}))
    said = bubbles(await operator.page(await address(house)))

    assert [part in said[1] for part in ("Champigny 12 rue du Pont, Champigny-sur-Marne (tapped)", "Bureau 3")] == [
        True
    ] * 2
    assert "Bureau 3 avenue Foch, Paris (tapped)" not in said[1]
    assert "Champigny tapped" in said[2]
    assert said[4].startswith(" ".join(tasks.body.split()[:3]))
    assert "Celle-là ?" in said[4]


async def test_ticks_and_reasons(operator: Operator, jean: Phone, house: House) -> None:
    for text in ("Bonjour", "merci", "Bonjour", "merci"):
        await jean.says(text)
    states = ("sent", "delivered", "read", "failed")
    for sent, state in zip(house.graph.sent, states, strict=True):
        code = 131_026 if state == "failed" else None
        await house.from_meta(graph.webhook(statuses=[graph.status(sent.id, state, code=code)]))
    page = await operator.page(await address(house))

    assert re.findall(r'class="tick (\w+)"', page) == list(states)
    assert "131026" in bubbles(page)[-1]


async def test_a_reaction_stands_at_what_it_is_about(operator: Operator, jean: Phone, house: House) -> None:
    [hello] = await jean.says("Bonjour")
    for emoji in ("👎", "👍"):
        await post(house, _reaction(emoji, hello.id))
    said = bubbles(await operator.page(await address(house)))
    assert len(said) == 2
    assert said[1].endswith("👍 reaction")

    await post(house, _reaction("", hello.id))
    said = bubbles(await operator.page(await address(house)))
    assert "reaction" not in said[1], "it was taken back"


def _reaction(emoji: str, about: str) -> dict[str, object]:
    return {**graph.text(JEAN, ""), "type": "reaction", "reaction": {"message_id": about, "emoji": emoji}}


async def test_places_contacts_and_kinds_without_words(operator: Operator, house: House) -> None:
    place = {"latitude": 48.81, "longitude": 2.5151, "name": "Pont", "address": "12 rue du Pont"}
    contact = {"name": {"formatted_name": "Luc <b>"}, "phones": [{"phone": "+33 6"}, "x"]}
    await post(
        house,
        {**graph.text(JEAN, ""), "type": "location", "location": place},
        {**graph.text(JEAN, ""), "type": "contacts", "contacts": [contact]},
        {**graph.text(JEAN, ""), "type": "sticker", "sticker": {"id": "1", "mime_type": "image/webp"}},
        {**graph.text(JEAN, ""), "type": "hologram"},
    )
    said = [text for text in bubbles(await operator.page(await address(house))) if "Story of person" in text]

    assert "Pont · 12 rue du Pont 48.81000, 2.51510" in said[0]
    assert "Luc <b> · +33 6" in said[1]
    assert "A kind of message that WhatsApp does not hand on" in said[3]


FILES: dict[str, tuple[str, str, bytes, str, str]] = {
    "a photo": ("image", "image/jpeg", b"\xff\xd8\xff photo", "<img src=", "inline"),
    "a voice message": ("audio", "audio/ogg", b"OggS voice", "<audio controls", "inline"),
    "a film": ("video", "video/mp4", b"\0\0\0\x18ftypmp42", "<video controls", "inline"),
    "a paper": ("document", "application/pdf", b"%PDF-1.7", "download", "attachment"),
}


async def test_files(operator: Operator, house: House) -> None:
    for count, (kind, mime_type, content, shown, how) in enumerate(FILES.values(), 1):
        held = house.graph.media.put(Held(content=content, mime_type=mime_type))
        await post(house, graph.media(JEAN, kind, id=held, mime_type=mime_type))
        await house.until("select count(*) = $1 from media_files where state = 'stored'", count)
        page = await operator.page(await address(house))
        link = re.findall(r'"(/console/media/[^"]+)"', page)[-1]
        assert shown in page

        answer = await operator.http.get(link)
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["Content-Disposition"].startswith(how)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"

    held = house.graph.media.put(Held(content=b"<svg/>", mime_type="image/svg+xml"))
    await post(house, graph.media(JEAN, "document", id=held, mime_type="image/svg+xml"))
    await house.until("select count(*) = 1 from media_files where state = 'failed'")
    assert "The file was not fetched: the file is text/html" in text_of(await operator.page(await address(house)))


async def test_only_operators_see_files(operator: Operator, house: House) -> None:
    unknown = "/console/media/00000000-0000-4000-8000-000000000000"

    assert (await house.http.get(unknown)).status_code == 401
    assert (await operator.http.get(unknown)).status_code == 404
    assert (await operator.http.get("/console/media/x")).status_code == 404


async def test_earlier_messages_are_loaded(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("Bonjour")
    await house.rows.run(SAID, 150)
    here = await address(house)
    seen: list[int] = []
    link = ""
    while True:
        page = await operator.page(f"{here}{link}")
        seen.append(len(bubbles(page)))
        assert "ligne 150 fin" in page
        more = re.search(r'href="(\?count=[^"#]+)#m-\d+">Earlier', page)
        if not more:
            break
        link = more[1]
    assert seen == [60, 120, 152]


async def test_an_old_message_of_a_long_conversation_is_found(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("Bonjour")
    await house.rows.run(SAID, 150)
    [found] = re.findall(rf'href="({LIST}/[^"]+)"', await operator.page(f'{LIST}?q="ligne 7 fin"'))
    page = await operator.page(found.partition("#")[0])

    assert "ligne 7 fin" in page
    assert "ligne 150 fin" not in page
    assert "To the newest" in page


async def test_the_story_of_a_message(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("mes chantiers")
    here = await address(house)
    stories = re.findall(r'href="(\?story=[^"#]+)', await operator.page(here))
    assert len(stories) == 2

    told = [text_of(await operator.page(f"{here}{story}")) for story in stories]
    for text in told:
        for said in ("Milliseconds of each step lane", "classify_intent", "list_projects_tool", "part 1 · 1 attempt"):
            assert said in text
        assert re.search(r"list_projects \d+ % \w+ \d+ %", text), "the intent, and what it might have been"
    provider_id = house.graph.sent[0].id
    assert "Story of a message" in await operator.page(f"/console/messages/{quote(provider_id, safe='')}")
    for nobodys in ("nobody/knows", "%00"):
        assert (await operator.http.get(f"/console/messages/{nobodys}")).status_code == 404
    for forgotten in ("forgotten", "%00"):
        assert "Nothing is known of this message any more." in await operator.page(f"{here}?story={forgotten}")


async def test_a_humans_message_has_a_story_too(operator: Operator, jean: Phone, house: House) -> None:
    await jean.says("Bonjour")
    here = await address(house)
    page = await operator.page(here)
    hidden = dict(re.findall(r'<input type="hidden" name="(once|seen)" value="([^"]*)">', page))
    await operator.send(page, f"{here}/answer", text="C'est Paul.", **hidden)
    await house.settled()
    [*_, story] = re.findall(r'href="(\?story=[^"#]+)', await operator.page(here))

    told = text_of(await operator.page(f"{here}{story}"))

    assert "Written by one of the team" in told
    assert "sent part 1 · 1 attempt" in told


async def test_arabic_is_read_from_the_right(operator: Operator, house: House) -> None:
    await phone(house, YOUSSEF).says("مرحبا")
    page = await operator.page(await address(house, YOUSSEF))

    assert re.search(r'<p class="text" dir="auto">مرحبا</p>', page)


async def test_facts_and_earlier_conversations(operator: Operator, jean: Phone, house: House) -> None:
    [sites] = await jean.says("mes chantiers")
    await jean.taps(sites, "Champigny")
    await house.rows.run("select end_session(id, 'operator') from conversation_sessions")
    await jean.says("Bonjour")
    facts = text_of((await operator.page(await address(house))).partition("<aside")[2])

    for said in ("Name Jean", f"Number {JEAN}", "Language French", "Project Champigny", "Messages 2 in 1 turn"):
        assert said in facts
    assert "Conversations of this person" in facts
    assert "24-hour window closes in 23 h" in facts
