"""What does the work, made of the parts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from app.examining import build_examination
from app.parts import Parts
from handlers import ROUTES, SIMULATOR_ROUTES, keys
from handlers.console import open_console
from handlers.fetcher import Fetcher
from handlers.here import local_routes
from handlers.listening import say_little
from handlers.maintenance import maintenance_jobs
from handlers.notifier import Notifier
from handlers.schedule import Schedule
from handlers.sender import Sender
from handlers.summaries import summaries_job
from handlers.webhooks import LARGEST_BODY
from handlers.worker import Worker
from pipeline import build_pipeline
from services.database.migrate import find_migrations, read_scripts

_LEASES_OF_A_FILE = 10
"""How many times as long as a turn a file may take: 100 MB over a slow line."""
_FILE_DRAIN_SECONDS = 1.0
"""What a shutdown gives a file that is on its way: it comes as well the next time."""


def build_web_app(parts: Parts) -> web.Application:
    """Return the door."""
    app = web.Application(client_max_size=LARGEST_BODY + 1)
    app.on_response_prepare.append(say_little)
    app[keys.STORE] = parts.services.store
    app[keys.LIVE_SESSIONS] = parts.live
    app[keys.PEOPLE] = parts.people
    app[keys.INTAKE] = parts.intake
    app[keys.CHANNELS] = parts.services.channels
    app[keys.ADMIN_TOKEN] = parts.settings.secret("admin_token")
    app[keys.WAKEUPS] = parts.wakeups
    app[keys.MEDIA] = parts.media
    app[keys.CONNECTIONS] = parts.database.connections
    app[keys.EXAMINATION] = build_examination(
        parts.settings, database=parts.database, store=parts.services.store, media=parts.media, thorough=False
    )
    app[keys.MIGRATIONS] = sum(script.kind == "migration" for script in read_scripts(find_migrations()))
    open_console(app, parts.settings.secret("admin_token"), parts.settings.default_timezone)
    app.add_routes(ROUTES)
    if parts.settings.serves_simulator:
        app.add_routes(SIMULATOR_ROUTES if parts.settings.simulator else local_routes(SIMULATOR_ROUTES))
    return app


def build_worker(parts: Parts) -> Worker:
    """Return what handles turns."""
    settings = parts.settings
    return Worker(
        services=parts.services,
        pipeline=build_pipeline(parts.services),
        wakeups=parts.wakeups,
        live=parts.live,
        concurrency=settings.worker_concurrency,
        lease_seconds=settings.lease_seconds,
        max_attempts=settings.max_attempts,
        retry_base_seconds=settings.retry_base_seconds,
        drain_seconds=settings.drain_seconds,
    )


def build_sender(parts: Parts) -> Sender:
    """Return what sends replies."""
    settings = parts.settings
    spool = parts.intake.spool
    return Sender(
        services=parts.services,
        statuses_wait=lambda: spool is not None and spool.events > 0,
        wakeups=parts.wakeups,
        concurrency=settings.worker_concurrency,
        retry_base_seconds=settings.retry_base_seconds,
        drain_seconds=settings.drain_seconds,
    )


def build_fetcher(parts: Parts) -> Fetcher:
    """Return what fetches the files that people sent."""
    settings = parts.settings
    return Fetcher(
        services=parts.services,
        media=parts.media,
        wakeups=parts.wakeups,
        directory=settings.data_dir,
        lease_seconds=_LEASES_OF_A_FILE * settings.lease_seconds,
        max_attempts=settings.max_attempts,
        retry_base_seconds=settings.retry_base_seconds,
        drain_seconds=min(_FILE_DRAIN_SECONDS, settings.drain_seconds),
    )


def build_notifier(parts: Parts) -> Notifier | None:
    """Return what tells the company; None when it has named no address."""
    settings = parts.settings
    if parts.company is None:
        return None
    return Notifier(
        store=parts.services.store,
        company=parts.company,
        wakeups=parts.wakeups,
        lease_seconds=settings.lease_seconds,
        max_attempts=settings.max_attempts,
        retry_base_seconds=settings.retry_base_seconds,
        drain_seconds=settings.drain_seconds,
    )


def build_schedule(parts: Parts) -> Schedule:
    """Return what does maintenance at its times; retention only where something is to be removed."""
    store, model, settings = parts.services.store, parts.services.model, parts.settings
    jobs = maintenance_jobs(store, parts.media, dict(settings.retention_days.items()))
    due = [job for job in jobs if job.name != "retention" or settings.retention_days]
    if model is not None:
        due.append(summaries_job(parts.services, model))
    zone = ZoneInfo(settings.default_timezone)
    return Schedule(store=store, jobs=due, now=lambda: datetime.now(zone))
