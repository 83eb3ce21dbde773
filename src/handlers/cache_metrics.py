"""What Prometheus scrapes of the live cache."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily

from services.interfaces import SessionCache


def cache_metrics(cache: SessionCache | None) -> Iterator[Metric]:
    """Yield how the cache does; nothing without one."""
    if cache is None:
        return
    found = cache.figures
    yield GaugeMetricFamily("relais_cache_up", "Whether the live cache answers", found.up)
    yield GaugeMetricFamily("relais_cache_pending", "Sessions that are not in the live cache yet", found.pending)
    yield CounterMetricFamily("relais_cache_writes", "Sessions that were written to the live cache", found.writes)
    yield CounterMetricFamily(
        "relais_cache_failures", "Calls of the live cache that failed or were slow", found.failures
    )
    yield SummaryMetricFamily(
        "relais_cache_seconds",
        "How long calls of the live cache took",
        count_value=found.calls,
        sum_value=found.seconds,
    )
