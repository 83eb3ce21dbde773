"""Whatever a phone can send comes from the page into the database, and stands in the chat."""

from __future__ import annotations

import json
from typing import Any

from playwright.async_api import expect

from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import JEAN
from tests.simulator.files import PDF, PROGRAM, chosen, png, wav
from tests.simulator.screen import looking

pytestmark = on_one_server

_CONTENT = "select content from inbox where kind = $1 order by id desc limit 1"

MICROPHONE = """navigator.mediaDevices.getUserMedia = async () => {
    const sounds = new AudioContext();
    const [tone, out] = [sounds.createOscillator(), sounds.createMediaStreamDestination()];
    tone.connect(out);
    tone.start();
    return out.stream;
}"""


async def test_photo_voice_file_place_reaction_and_quote(house: House) -> None:
    async with looking(house, JEAN, script=MICROPHONE) as screen:
        page, log = screen.page, screen.log
        await screen.attaches("Photo", chosen("mur.png", "image/png", png()))
        await screen.says("La fissure")
        picture = log.get_by_role("img", name="mur.png")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 64

        await page.get_by_role("button", name="Enregistrer un message vocal").click()
        await expect(page.get_by_role("button", name="Arrêter l’enregistrement")).to_have_attribute(
            "data-seconds", "0:01"
        )
        await page.get_by_role("button", name="Arrêter l’enregistrement").click()
        await expect(page.get_by_role("button", name="Retirer Message vocal")).to_be_visible()
        await screen.sends()
        voice = log.get_by_label("Message vocal")
        await expect(voice).to_be_visible()
        assert await voice.evaluate("async sound => { await sound.play(); return sound.currentSrc }")

        await screen.attaches("Document", chosen("plan été.pdf", "application/pdf", PDF))
        await screen.sends()
        await expect(log.get_by_role("link", name="plan été.pdf")).to_have_attribute("download", "plan été.pdf")

        await page.get_by_role("button", name="Joindre").click()
        await page.get_by_role("menuitem", name="Lieu").click()
        await page.get_by_role("dialog").get_by_role("button", name="Gare de Lyon").click()
        await expect(log.get_by_text("Place Louis-Armand")).to_be_visible()
        await house.settled()

        await screen.acts("La fissure", "menuitemradio", "👍")
        await expect(log.get_by_role("img", name="Réaction : 👍")).to_be_visible()
        await screen.acts("La fissure", "menuitem", "Retirer")
        await expect(log.get_by_role("img", name="Réaction")).to_have_count(0)
        await screen.acts("La fissure", "menuitem", "Répondre")
        await screen.says("C'est au sous-sol")
        await expect(log.locator(".quote").last).to_contain_text("La fissure")
        await house.settled()
        await _arrived(house)
        await page.reload()
        await expect(log.get_by_role("img", name="mur.png")).to_be_visible()
        await expect(log.get_by_text("Place Louis-Armand")).to_be_visible()


async def _arrived(house: House) -> None:
    photo, voice, document, place, reaction, text = [
        await house.rows.value(_CONTENT, kind)
        for kind in ("image", "voice", "document", "location", "reaction", "text")
    ]
    assert _file(photo) == {"mime_type": "image/png", "filename": "mur.png", "caption": "La fissure"}
    assert _file(voice) == {"mime_type": "audio/mp4", "voice": True}
    assert _file(document) == {"mime_type": "application/pdf", "filename": "plan été.pdf"}
    assert place["location"]["name"] == "Gare de Lyon"
    about = await house.rows.value("select provider_message_id from inbox where kind = 'image'")
    assert reaction["reaction"] == {"emoji": "", "message_id": about}
    assert (text["text"], text["reply_to"]) == ("C'est au sous-sol", about)
    await house.until("select count(*) = 3 from media_files where state = 'stored'")


def _file(content: dict[str, Any]) -> dict[str, Any]:
    [file] = content["media"]
    return {name: value for name, value in file.items() if name != "id"}


async def test_what_fails_says_why_and_can_be_asked_again(house: House) -> None:
    async with looking(house, JEAN) as screen:
        await screen.attaches("Document", chosen("facture.exe", "application/pdf", PROGRAM))
        await screen.sends()
        await expect(screen.log.get_by_text("Fichier non gardé")).to_be_visible()

        await screen.breaks("Message refusé")
        await screen.says("Bonjour")
        await expect(screen.log.get_by_text("131026")).to_be_visible()
        await screen.mends()
        await screen.log.get_by_role("button", name="Redemander").click()
        await expect(screen.log.get_by_text("Bonjour Jean")).to_have_count(2)
        await house.settled()
        assert await house.rows.column("select state from outbox order by id desc limit 1") == ["sent"]


async def test_a_chosen_sound_is_a_voice_message(house: House) -> None:
    async with looking(house, JEAN) as screen:
        await screen.attaches("Message vocal", chosen("voix.wav", "audio/wav", wav()))
        await screen.sends()
        await expect(screen.log.get_by_label("Message vocal")).to_be_visible()
        await house.settled()
        assert await house.rows.value("select kind from inbox") == "voice"


async def test_what_the_bot_sends_is_shown(house: House) -> None:
    template = {"kind": "template", "template": "hello_again", "language": "fr", "parameters": ["Jean"], "options": []}
    await house.from_simulator({"id": "1", "phone": JEAN, "text": "Bonjour"})
    await house.settled()
    await house.rows.run("update outbox set payload = $1", json.loads(json.dumps(template)))
    async with looking(house, JEAN) as screen:
        await expect(screen.log.get_by_text("Modèle hello_again · fr")).to_be_visible()
