"""What Prometheus reads of maintenance: of every worker, because the database knows."""

from __future__ import annotations

from collections.abc import Sequence

from prometheus_client.core import GaugeMetricFamily, Metric

from errors import DatabaseError
from services.patience import within
from services.store import Store


async def maintenance_metrics(store: Store, patience_seconds: float) -> Sequence[Metric]:
    """Return when each job last came to its end, and whether it did what it should; nothing while nobody knows."""
    ended = GaugeMetricFamily(
        "relais_maintenance_last_run_timestamp_seconds", "When the newest run of a job ended", labels=["job"]
    )
    ok = GaugeMetricFamily("relais_maintenance_last_run_ok", "Whether that run did what it should", labels=["job"])
    try:
        found = await within(patience_seconds, store.last_maintenance())
    except DatabaseError:
        return []
    for job, run in found.items():
        ended.add_metric([job], run["finished_at"])
        ok.add_metric([job], run["ok"])
    return [ended, ok]
