"""Lets the language model sum up conversations that are over, where one is configured."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from handlers.maintenance import Job, Result
from pipeline.assistant import Asking, sum_up
from services import Services
from services.interfaces import LanguageModel

_AT_ONCE = 10
_SECONDS = 20.0
"""For one conversation."""


def summaries_job(services: Services, model: LanguageModel) -> Job:
    """Return the job. A worker that dies in it costs the summary in hand a second question, and nothing else."""
    return Job(name="summaries", cron="*/5 * * * *", work=partial(_sum_up, services, model), longest_seconds=270)


async def _sum_up(services: Services, model: LanguageModel) -> Result:
    """Take one conversation after the other, until none is left or the model has to be left alone for a while."""
    counts = {"summaries": 0, "without": 0}
    while sessions := await services.store.list_unsummarised_sessions(limit=_AT_ONCE):
        for session in sessions:
            asking = Asking(model=model, until=time.monotonic() + _SECONDS)
            summary = await _summary(session, services, asking)
            if asking.deferred:
                return counts
            counts["summaries" if summary else "without"] += 1
    return counts


async def _summary(session: Mapping[str, Any], services: Services, asking: Asking) -> str | None:
    summary = await sum_up(session["messages"], services.default_language, asking, secrets=services.secrets)
    if not asking.deferred:
        await services.store.save_summary(
            session["subcontractor_id"], session["session_id"], summary, costs=asking.costs
        )
    return summary
