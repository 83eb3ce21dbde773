"""The examination as `relais doctor` makes it, a look at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import app
from services.examination import Examination
from services.store import LaneRules, Store
from settings import Settings

TWILIO = {
    "twilio_account_sid": "AC1",
    "twilio_auth_token": "twilio-token-of-a-test",
    "twilio_whatsapp_number": "+14155238886",
}
CLOUD = {
    "whatsapp_phone_number_id": "106540352242922",
    "whatsapp_access_token": "meta-token-of-a-test",
    "whatsapp_app_secret": "app-secret-of-a-test",
    "whatsapp_verify_token": "verify-token-of-a-test",
}
NOBODY = "http://127.0.0.1:1"
AWAY = "postgresql://postgres@127.0.0.1:1/away"


def settings_of(**given: Any) -> Settings:
    """Return settings of which the outside is nobody, unless it is given."""
    outside = dict.fromkeys(("graph_api_url", "twilio_api_url", "twilio_content_url"), NOBODY)
    return Settings(**{"database_url": AWAY, **outside, "_env_file": None, **given})


async def look(name: str, **given: Any) -> tuple[int, str]:
    """Make one look, and return what it found and its sentence."""
    settings = settings_of(**given)
    async with app.open_database(settings) as database, app.open_media(settings) as media:
        store = Store(database, LaneRules())
        whole = app.build_examination(settings, database=database, store=store, media=media, thorough=True)
        async with asyncio.timeout(8):
            [check] = await Examination(looks=[one for one in whole.looks if one.name == name]).examine()
    assert (check.check_name, check.found == 0) == (name, check.status == "ok")
    return check.found, check.detail
