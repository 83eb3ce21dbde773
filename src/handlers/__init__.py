"""What comes in: every door, one line each."""

from __future__ import annotations

from aiohttp import web

from handlers import health, metrics, simulator, webhooks
from handlers.api import API_ROUTES
from handlers.console import CONSOLE_ROUTES
from handlers.home import home

ROUTES: tuple[web.RouteDef, ...] = (
    web.get("/", home),
    web.get("/webhook/whatsapp", webhooks.subscribe),
    web.post("/webhook/whatsapp", webhooks.webhook("cloud")),
    web.post("/webhook/twilio", webhooks.webhook("twilio")),
    web.post("/webhook/twilio/status", webhooks.webhook("twilio")),
    web.get("/health/live", health.live),
    web.get("/health/ready", health.ready),
    web.get("/metrics", metrics.metrics),
    *CONSOLE_ROUTES,
    *API_ROUTES,
)

SIMULATOR_ROUTES: tuple[web.RouteDef, ...] = (
    web.get("/simulator", simulator.page),
    web.get("/simulator/static/{file}", simulator.static),
    web.get("/simulator/people", simulator.people),
    web.get("/simulator/events", simulator.events),
    web.post("/simulator/messages", webhooks.webhook("simulator")),
    web.post("/simulator/files", simulator.take),
    web.get("/simulator/files/{id}", simulator.hand_out),
    web.get("/simulator/story", simulator.story),
    web.get("/simulator/trouble", simulator.trouble),
    web.put("/simulator/trouble", simulator.choose_trouble),
)
"""Only where the simulator is on."""
