"""Which templates are configured, which are missing, and what the provider says of them where it can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import app
from errors import SendError
from services.channels.http import AiohttpClient
from services.channels.twilio.approvals import Approvals
from services.store import Store
from settings import Settings

_CHANNELS = ("cloud", "twilio")
"""Those whose window closes."""

_USELESS = frozenset({"unknown", "unsubmitted", "rejected", "paused", "disabled"})
"""What a provider may say of a template that it will not send."""

_NOT_ASKED = "not asked of Meta: it lists them by business account, which is no setting"


async def check_templates(store: Store, settings: Settings) -> tuple[int, str]:
    """Return how many templates the provider would refuse, and a sentence that lists all."""
    channels = [name for name in _CHANNELS if app.CHANNELS[name][0](settings)]
    if not channels:
        return 0, "no channel needs one"
    found = [await _examine(known, settings) for known in await store.missing_templates(channels)]
    return sum(useless for useless, _ in found), "; ".join(said for _, said in found)


async def _examine(known: Mapping[str, Any], settings: Settings) -> tuple[int, str]:
    channel, missing = known["channel"], ", ".join(known["missing"])
    named = {row["language"]: row["provider_ref"] for row in known["configured"]}
    if known["older"]:
        named["any language"] = known["older"]
    words, told = ({}, _NOT_ASKED) if channel == "cloud" else await _ask_twilio(named, settings)
    listed = ", ".join(f"{language} {words[language]}" if language in words else language for language in named)
    said = [listed or "none", f"missing: {missing}" if missing else "", told if named else ""]
    return sum(word in _USELESS for word in words.values()), f"{channel}: {', '.join(filter(None, said))}"


async def _ask_twilio(named: Mapping[str, str], settings: Settings) -> tuple[dict[str, str], str]:
    """Return what WhatsApp says of each content, and why not all of them have an answer."""
    words: dict[str, str] = {}
    client = AiohttpClient()
    approvals = Approvals(
        account_sid=settings.twilio_account_sid or "",
        auth_token=settings.secret("twilio_auth_token") or "",
        content_url=settings.twilio_content_url,
        client=client,
    )
    try:
        for language, sid in named.items():
            words[language] = await approvals.status(sid)
    except SendError as error:
        return words, f"not all asked: {error}"
    finally:
        await client.close()
    return words, ""
