"""Whether traces are collected: OpenTelemetry's own variables say so."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import tracing
from errors import ConfigurationError

_SWITCHES = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_CLOSE_SECONDS = 2.0


@asynccontextmanager
async def open_telemetry() -> AsyncGenerator[None]:
    """Send traces where OpenTelemetry's variables say (OTLP over HTTP); without an endpoint none is made.

    Raises:
        ConfigurationError: an endpoint is set, and the extra is not installed.
    """
    if not any(os.environ.get(name) for name in _SWITCHES) or os.environ.get("OTEL_SDK_DISABLED") == "true":
        yield
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        from services.telemetry import MessageIds, OpenTelemetry
    except ImportError as error:
        raise ConfigurationError(f"{_SWITCHES[1]}: traces need the extra: pip install 'relais[otel]'") from error
    resource = Resource.create({SERVICE_NAME: os.environ.get("OTEL_SERVICE_NAME", "relais")})
    provider = TracerProvider(resource=resource, id_generator=MessageIds(), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        with tracing.use(OpenTelemetry(provider)):
            yield
    finally:
        await _close(provider.shutdown)


async def _close(shutdown: Callable[[], None]) -> None:
    """Send what is left, unless the collector holds us up: traces are worth less than a prompt end."""
    closing = threading.Thread(target=shutdown, daemon=True)
    closing.start()
    await asyncio.to_thread(closing.join, _CLOSE_SECONDS)
