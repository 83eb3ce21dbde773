"""A collector of traces: what OpenTelemetry's exporter posts, over HTTP, read by its own protocol."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.fakes.served import Served


@dataclass(slots=True)
class Collector:
    """`async with` opens it; `spans` is everything that came."""

    spans: list[Span] = field(default_factory=list[Span])
    served: Served = field(init=False)

    def __post_init__(self) -> None:
        app = web.Application(client_max_size=2**24)
        app.router.add_post("/v1/traces", self._take)
        self.served = Served(app)

    def named(self, name: str) -> list[Span]:
        """Return the spans of one name."""
        return [span for span in self.spans if span.name == name]

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if body[:2] == b"\x1f\x8b":
            body = gzip.decompress(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                self.spans += scope.spans
        return web.Response(content_type="application/x-protobuf")
