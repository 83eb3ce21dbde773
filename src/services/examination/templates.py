"""Which templates are configured, which are missing, and what the provider says of them where it can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from errors import DatabaseError, SendError
from services.channels.http import AiohttpClient
from services.channels.twilio.approvals import Approvals
from services.examination.asking import CONNECT_SECONDS, READ_SECONDS
from services.examination.check import Check, verdict
from services.examination.database import PATIENCE_SECONDS
from services.examination.providers import TwilioAccount
from services.patience import within
from services.store import Store

_NAME = "templates"

_USELESS = frozenset({"unknown", "unsubmitted", "rejected", "paused", "disabled"})
"""What a provider may say of a template that it will not send."""

_NOT_ASKED = "not asked of Meta: it lists them by business account, which is no setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesLook:
    """Looks at the templates of `channels`, those that are on and whose window closes."""

    store: Store
    channels: Sequence[str]
    twilio: TwilioAccount | None

    async def __call__(self) -> Sequence[Check]:
        """Count the templates that the provider would refuse, and list all; nothing where the database is away."""
        if not self.channels:
            return [verdict(_NAME, 0, "no channel needs one")]
        try:
            known = await within(PATIENCE_SECONDS, self.store.missing_templates(self.channels))
        except DatabaseError:
            return []
        found = [await self._examined(one) for one in known]
        return [verdict(_NAME, sum(useless for useless, _ in found), "; ".join(said for _, said in found))]

    async def _examined(self, known: Mapping[str, Any]) -> tuple[int, str]:
        channel, missing = known["channel"], ", ".join(known["missing"])
        named = {row["language"]: row["provider_ref"] for row in known["configured"]}
        if known["older"]:
            named["any language"] = known["older"]
        words, told = await _ask_twilio(named, self.twilio) if channel == "twilio" and self.twilio else ({}, _NOT_ASKED)
        listed = ", ".join(f"{language} {words[language]}" if language in words else language for language in named)
        said = [listed or "none", f"missing: {missing}" if missing else "", told if named else ""]
        return sum(word in _USELESS for word in words.values()), f"{channel}: {', '.join(filter(None, said))}"


async def _ask_twilio(named: Mapping[str, str], account: TwilioAccount) -> tuple[dict[str, str], str]:
    """Return what WhatsApp says of each content, and why not all of them have an answer."""
    client = AiohttpClient(connect_seconds=CONNECT_SECONDS, read_seconds=READ_SECONDS)
    approvals = Approvals(
        account_sid=account.sid, auth_token=account.token, content_url=account.content_url, client=client
    )
    try:
        told = await asyncio.gather(*map(approvals.status, named.values()), return_exceptions=True)
    finally:
        await client.close()
    words: dict[str, str] = {}
    silent = ""
    for language, word in zip(named, told, strict=True):
        if isinstance(word, str):
            words[language] = word
        elif isinstance(word, SendError):
            silent = f"not all asked: {word}"
        else:
            raise word
    return words, silent
