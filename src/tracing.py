"""Traces: what happened to one message, from its webhook to its replies, as spans of one trace.

Nothing is traced until `use` is given a tracer (services/telemetry.py, the extra `otel`); then each of these functions
is a few attribute look-ups away from doing nothing. No span holds what a person said or their name; a provider's
message id may hold their number (Meta's does, encoded), there as in the log.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A message that a trace is about; `received_at` is ISO 8601, None at the door."""

    channel: str
    provider_message_id: str
    kind: str
    received_at: str | None = None


class Tracer(Protocol):
    """Makes spans."""

    def webhook(self, messages: Sequence[Traced]) -> AbstractContextManager[None]:
        """Make one span for each message while a webhook is written down."""
        ...

    def turn(self, messages: Sequence[Traced]) -> AbstractContextManager[None]:
        """Make the turn's span in the trace of its first message."""
        ...

    def handled(self, messages: Sequence[Traced], outcomes: Sequence[str]) -> None:
        """Make the first span of each message's trace, now that its turn has come to its end."""
        ...

    def step(self, name: str) -> AbstractContextManager[None]:
        """Make a span below the one that is open, if one is."""
        ...

    def send(self, carrier: Mapping[str, str], attributes: Mapping[str, str | int]) -> AbstractContextManager[None]:
        """Make a span where `carrier` comes from."""
        ...

    def carrier(self) -> dict[str, str]:
        """Return what leads another process to the span that is open."""
        ...


class _Untraced:
    """Makes no spans."""

    def webhook(self, messages: Sequence[Traced]) -> AbstractContextManager[None]:  # noqa: ARG002 - as the Protocol has it
        return nullcontext()

    def turn(self, messages: Sequence[Traced]) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()

    def handled(self, messages: Sequence[Traced], outcomes: Sequence[str]) -> None:
        pass

    def step(self, name: str) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()

    def send(self, carrier: Mapping[str, str], attributes: Mapping[str, str | int]) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()

    def carrier(self) -> dict[str, str]:
        return {}


class _InUse:
    tracer: Tracer = _Untraced()


@contextmanager
def use(tracer: Tracer) -> Generator[None]:
    """Let a tracer make the spans of this process until the block ends."""
    before, _InUse.tracer = _InUse.tracer, tracer
    try:
        yield
    finally:
        _InUse.tracer = before


def tracer() -> Tracer:
    """Return what makes the spans at the moment."""
    return _InUse.tracer
