"""What Prometheus scrapes. No label ever holds a person."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import PROCESS_COLLECTOR
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from errors import DatabaseError
from events import Event, counts
from handlers.cache_metrics import cache_metrics
from handlers.keys import CONNECTIONS, INTAKE, LIVE_SESSIONS, STORE
from handlers.maintenance_metrics import maintenance_metrics
from handlers.measures import measured
from services.database.pool_use import PoolUse
from services.patience import within
from services.spool import Spool
from services.store import Store

_PATIENCE_SECONDS = 2.0


async def metrics(request: web.Request) -> web.StreamResponse:
    """GET /metrics: 200 whatever is broken; what the database would know is missing while it is away."""
    store = request.app[STORE]
    lanes, maintenance = await asyncio.gather(_lanes(store), maintenance_metrics(store, _PATIENCE_SECONDS))
    families = [
        *_spool(request.app[INTAKE].spool),
        _events(),
        *measured(),
        *PROCESS_COLLECTOR.collect(),
        *_connections(request.app[CONNECTIONS]()),
        *cache_metrics(request.app[LIVE_SESSIONS].cache),
        *lanes,
        *maintenance,
    ]
    return web.Response(body=generate_latest(_Measured(families)), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


@dataclass(frozen=True, slots=True)
class _Measured:
    """A collector of what was measured before."""

    families: Sequence[Metric]

    def collect(self) -> Sequence[Metric]:
        return self.families


def _spool(spool: Spool | None) -> Iterator[Metric]:
    events, age = (spool.events, spool.age_seconds) if spool else (0, 0.0)
    yield GaugeMetricFamily("relais_spool_events", "Events on the disk that the database does not have yet", events)
    yield GaugeMetricFamily("relais_spool_age_seconds", "How long the oldest of them may have waited", age)


def _events() -> Metric:
    family = CounterMetricFamily("relais_events", "Log events by name, see src/events.py", labels=["event"])
    for event in Event:
        family.add_metric([event.event], counts[event])
    return family


def _connections(pool: PoolUse) -> Iterator[Metric]:
    yield GaugeMetricFamily("relais_database_connections", "Open connections of the pool", pool.size)
    yield GaugeMetricFamily("relais_database_connections_in_use", "Connections that are working", pool.used)
    yield GaugeMetricFamily("relais_database_connections_limit", "Connections that the pool may open", pool.limit)
    yield GaugeMetricFamily("relais_database_pool_saturation", "Share of them that is working", pool.saturation)
    yield CounterMetricFamily("relais_database_pool_waits", "Calls that found every connection working", pool.waits)
    yield CounterMetricFamily("relais_database_pool_wait_seconds", "How long they waited for one", pool.wait_seconds)


async def _lanes(store: Store) -> Sequence[Metric]:
    up = GaugeMetricFamily("relais_database_up", "Whether the database answers")
    waiting = GaugeMetricFamily(
        "relais_lanes_waiting", "People with something due that no worker took", labels=["lane"]
    )
    oldest = GaugeMetricFamily("relais_lanes_oldest_seconds", "How long the oldest lane has been due", labels=["lane"])
    try:
        measured = await within(_PATIENCE_SECONDS, store.measure_lanes())
    except DatabaseError:
        up.add_metric([], 0)
        return [up]
    up.add_metric([], 1)
    for lane, found in measured.items():
        waiting.add_metric([lane], found["waiting"])
        oldest.add_metric([lane], found["oldest_seconds"])
    return [up, waiting, oldest]
