"""OpenTelemetry, the extra `otel`: how traces leave the process. Its own variables, `OTEL_*`, say where to.

A message's trace id is computed from its channel and provider id, so door, worker and sender, wherever they run, add
to one trace without telling each other; only a reply carries its parent along, in its payload. The trace's first span
is made by the worker that finished the turn: once per message, however often the provider delivered it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from tracing import Traced

_PROPAGATOR = TraceContextTextMapPropagator()
_NANOSECONDS = 1_000_000_000

_wanted: ContextVar[SpanContext | None] = ContextVar("wanted", default=None)
"""The ids of the span that is begun now, when it is a message's first."""


class MessageIds(RandomIdGenerator):
    """Gives a message's first span the ids that everybody computes, and all others random ones."""

    def generate_trace_id(self) -> int:
        """Return the trace id."""
        wanted = _wanted.get()
        return wanted.trace_id if wanted else super().generate_trace_id()

    def generate_span_id(self) -> int:
        """Return the span id."""
        wanted = _wanted.get()
        return wanted.span_id if wanted else super().generate_span_id()


@dataclass(frozen=True, slots=True)
class OpenTelemetry:
    """Makes spans with OpenTelemetry: see `tracing.Tracer`. The provider's ids come from `MessageIds`."""

    provider: TracerProvider

    @property
    def _tracer(self) -> trace.Tracer:
        return self.provider.get_tracer("relais")

    @contextmanager
    def webhook(self, messages: Sequence[Traced]) -> Generator[None]:
        """Make one span for each message while a webhook is written down."""
        began = time.time_ns()
        yield
        for message in messages:
            below = _below(self._first(message))
            span = self._tracer.start_span(
                "webhook", below, kind=SpanKind.SERVER, attributes=_attributes(message), start_time=began
            )
            span.end()

    @contextmanager
    def turn(self, messages: Sequence[Traced]) -> Generator[None]:
        """Make the turn's span in the trace of its first message."""
        below = _below(self._first(messages[0]))
        with self._tracer.start_as_current_span(
            "turn", below, kind=SpanKind.CONSUMER, attributes={"relais.messages": len(messages)}
        ):
            yield

    def handled(self, messages: Sequence[Traced], outcomes: Sequence[str]) -> None:
        """Make the first span of each message's trace; those of the others of a turn lead to that of its first."""
        firsts = [self._first(message) for message in messages]
        for message, first, outcome in zip(messages, firsts, outcomes, strict=True):
            links = [Link(firsts[0])] if first != firsts[0] else []
            span = self._begin(message, first, links)
            span.set_attribute("relais.outcome", outcome)
            span.end()

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Make a span below the one that is open, if one is."""
        if not trace.get_current_span().get_span_context().is_valid:
            yield
            return
        with self._tracer.start_as_current_span(name):
            yield

    @contextmanager
    def send(self, carrier: Mapping[str, str], attributes: Mapping[str, str | int]) -> Generator[None]:
        """Make a span where `carrier` comes from; without one it begins a trace of its own."""
        with self._tracer.start_as_current_span(
            "send", _PROPAGATOR.extract(carrier, Context()), kind=SpanKind.PRODUCER, attributes=dict(attributes)
        ):
            yield

    def carrier(self) -> dict[str, str]:
        """Return `{"traceparent": …}` of the span that is open (W3C Trace Context), or nothing."""
        found: dict[str, str] = {}
        _PROPAGATOR.inject(found)
        return {"traceparent": found["traceparent"]} if "traceparent" in found else {}

    def _first(self, message: Traced) -> SpanContext:
        """Return where a message's trace begins; all processes sample the same messages, by the trace id."""
        digest = hashlib.sha256(f"{message.channel} {message.provider_message_id}".encode()).digest()
        trace_id, span_id = int.from_bytes(digest[:16]), int.from_bytes(digest[16:24])
        decision = self.provider.sampler.should_sample(None, trace_id, "message").decision
        flags = TraceFlags(TraceFlags.DEFAULT if decision is Decision.DROP else TraceFlags.SAMPLED)
        return SpanContext(trace_id, span_id, is_remote=True, trace_flags=flags)

    def _begin(self, message: Traced, first: SpanContext, links: Sequence[Link]) -> Span:
        """Begin a message's first span, at the time when it was received."""
        received = datetime.fromisoformat(message.received_at).timestamp() if message.received_at else time.time()
        token = _wanted.set(first)
        try:
            return self._tracer.start_span(
                "message",
                Context(),
                attributes=_attributes(message),
                links=links,
                start_time=int(received * _NANOSECONDS),
            )
        finally:
            _wanted.reset(token)


def _below(first: SpanContext) -> Context:
    return trace.set_span_in_context(NonRecordingSpan(first), Context())


def _attributes(message: Traced) -> dict[str, str]:
    return {
        "messaging.system": "whatsapp",
        "messaging.message.id": message.provider_message_id,
        "relais.channel": message.channel,
        "relais.kind": message.kind,
    }
