"""GET /console: how relais does, on one page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from handlers.console.alerts import alerts
from handlers.console.cards import CARDS, Card, ranked
from handlers.console.charts import Chart, share_bar
from handlers.console.keys import ZONE
from handlers.console.timeline import PERIODS, USUAL, Timeline
from handlers.keys import CHANNELS, STORE

_OUTCOMES = ("answered", "merged", "handed_off", "refused", "ignored", "dead", "pending")
_WITH_A_WINDOW = frozenset({"cloud", "twilio"})


async def show_overview(request: web.Request) -> Mapping[str, Any]:
    """GET /console?period=1h|24h|7d: the figures; an unknown period is the usual one."""
    asked = request.query.get("period", "")
    name = asked if asked in PERIODS else USUAL
    period, store = PERIODS[name], request.app[STORE]
    windows = sorted(_WITH_A_WINDOW & request.app[CHANNELS].keys())
    found, measured = await asyncio.gather(
        store.console_overview(period.minutes, period.step), store.console_alerts(windows)
    )
    timeline = Timeline.of(found, period)
    labels = timeline.labels(request.app[ZONE])
    cards = [make(timeline, Chart(buckets=labels, per=period.per)) for make in CARDS]
    return {
        "live": "overview",
        "at": found["at"],
        "periods": PERIODS,
        "chosen": name,
        "alerts": alerts({**measured, "dead": found["dead"], "lanes": found["lanes"]}),
        "cards": cards,
        "table": _table(labels, cards),
        "outcomes": _rows(found["messages"]["outcomes"], _OUTCOMES),
        "intents": _rows(found["messages"]["intents"]),
    }


def _rows(counts: Mapping[str, Any], order: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    total = sum(counts.values())
    return [
        {"name": name, "count": count, "share": count / total, "bar": share_bar(share)}
        for name, count, share in ranked(counts, order)
    ]


def _table(labels: list[str], cards: list[Card]) -> dict[str, Any]:
    """Return every figure of every bucket as text, the newest first."""
    columns = [column for card in cards for column in card.columns]
    rows = [(label, [cells[place] for _, cells in columns]) for place, label in enumerate(labels)]
    return {"columns": [name for name, _ in columns], "rows": rows[::-1]}
