"""The composition root: settings in, parts out, closed in reverse. Nothing connects at import."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from errors import ConfigurationError
from handlers import ROUTES, SIMULATOR_ROUTES, keys
from handlers.prompts import is_prompt
from handlers.sender import Sender
from handlers.webhooks import LARGEST_BODY
from handlers.worker import Worker
from pipeline import build_pipeline
from pipeline.intents.training import intent_classifier
from services import Services
from services.channels.cloud import CloudChannel
from services.channels.simulator import SimulatorChannel
from services.channels.twilio import TwilioChannel
from services.database.asyncpg import AsyncpgDatabase
from services.database.batching import Batching
from services.database.migrate import find_migrations, migrate, read_scripts
from services.intake import Intake
from services.interfaces import Channel
from services.spool import Spool
from services.store import LaneRules, Store
from services.wakeups import WakeUpBells
from settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that was built from the settings."""

    settings: Settings
    database: AsyncpgDatabase
    services: Services
    wakeups: WakeUpBells
    intake: Intake
    embedded: bool


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncGenerator[AsyncpgDatabase]:
    """Open the database that the settings name; without one, the embedded Postgres under `DATA_DIR`."""
    async with AsyncExitStack() as stack:
        database = AsyncpgDatabase(await _address(settings, stack))
        stack.push_async_callback(database.close)
        yield database


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncGenerator[Store]:
    """Open the database for a command that asks or tells it something and works no lane."""
    async with open_database(settings) as database:
        yield Store(database, LaneRules())


async def _address(settings: Settings, stack: AsyncExitStack) -> str:
    if settings.database_url:
        return settings.database_url.get_secret_value()
    if settings.supabase_url:
        raise ConfigurationError("SUPABASE_URL without DATABASE_URL is not supported yet: set DATABASE_URL as well")
    from services.database.embedded import attach  # a production install has no embedded server

    return (await stack.enter_async_context(await attach(settings.data_dir))).dsn


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncGenerator[Parts]:
    """Build every part, and close them in reverse."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings))
        store = Store(Batching(database), _lane_rules(settings), worker=f"{socket.gethostname()}:{os.getpid()}")
        channels = _channels(settings, store)
        for channel in channels.values():
            stack.push_async_callback(channel.close)
        wakeups = WakeUpBells(store.wake, worker=store.worker)
        intake = Intake(store, _spool(settings), wakeups=wakeups, prompt=is_prompt)
        stack.push_async_callback(intake.close)
        yield Parts(
            settings=settings,
            database=database,
            services=Services(
                store=store,
                channels=channels,
                classifier=intent_classifier(),
                default_language=settings.default_language,
            ),
            wakeups=wakeups,
            intake=intake,
            embedded=settings.database_url is None,
        )


def _lane_rules(settings: Settings) -> LaneRules:
    return LaneRules(
        burst_quiet_ms=settings.burst_quiet_ms,
        burst_cap_ms=settings.burst_cap_ms,
        lease_seconds=settings.lease_seconds,
        max_attempts=settings.max_attempts,
        reconcile_seconds=settings.reconcile_seconds,
        rate_per_second=settings.send_rate_per_second,
        pair_burst=settings.send_pair_burst,
    )


def _spool(settings: Settings) -> Spool | None:
    if settings.spool_dir == "off":
        return None
    return Spool(Path(settings.spool_dir) if settings.spool_dir else settings.data_dir / "spool")


def _channels(settings: Settings, store: Store) -> dict[str, Channel]:
    """Build the channels that are configured: the table CHANNELS, each with what switches it on."""
    return {name: build(settings, store) for name, (switched_on, build) in CHANNELS.items() if switched_on(settings)}


def _cloud(settings: Settings, _store: Store) -> Channel:
    return CloudChannel(
        phone_number_id=settings.whatsapp_phone_number_id or "",
        access_token=settings.secret("whatsapp_access_token") or "",
        app_secret=settings.secret("whatsapp_app_secret"),
        verify_token=settings.secret("whatsapp_verify_token"),
        graph_api_url=settings.graph_api_url,
        graph_api_version=settings.graph_api_version,
        total_seconds=_send_seconds(settings),
    )


def _twilio(settings: Settings, store: Store) -> Channel:
    return TwilioChannel(
        account_sid=settings.twilio_account_sid or "",
        auth_token=settings.secret("twilio_auth_token") or "",
        number=settings.twilio_whatsapp_number or "",
        api_url=settings.twilio_api_url,
        content_url=settings.twilio_content_url,
        public_url=settings.public_url,
        contents=store,
        total_seconds=_send_seconds(settings),
    )


def _send_seconds(settings: Settings) -> float:
    """Give one send up well before its lane's lease ends, or another worker would send the part as well."""
    return min(20.0, settings.lease_seconds * 2 / 3)


CHANNELS: dict[str, tuple[Callable[[Settings], bool], Callable[[Settings, Store], Channel]]] = {
    "cloud": (lambda settings: bool(settings.whatsapp_phone_number_id), _cloud),
    "twilio": (lambda settings: bool(settings.twilio_account_sid), _twilio),
    "simulator": (lambda settings: settings.serves_simulator, lambda _settings, _store: SimulatorChannel()),
}


async def prepare(parts: Parts) -> None:
    """Bring the database up to date if it is ours, and tell it the settings that SQL functions need."""
    if parts.embedded:
        await migrate(parts.database, find_migrations())
    settings = parts.settings
    await parts.services.store.save_runtime_settings(
        {
            "session_idle_hours": str(settings.session_idle_hours),
            "session_day_start": settings.session_day_start.isoformat(),
            "default_timezone": settings.default_timezone,
            "default_language": settings.default_language,
            "handoff_hours": str(settings.handoff_hours),
        }
    )


def build_web_app(parts: Parts) -> web.Application:
    """Return the door."""
    app = web.Application(client_max_size=LARGEST_BODY + 1)
    app[keys.STORE] = parts.services.store
    app[keys.INTAKE] = parts.intake
    app[keys.CHANNELS] = parts.services.channels
    app[keys.ADMIN_TOKEN] = parts.settings.secret("admin_token")
    app[keys.WAKEUPS] = parts.wakeups
    app[keys.CONNECTIONS] = parts.database.connections
    app[keys.MIGRATIONS] = sum(script.kind == "migration" for script in read_scripts(find_migrations()))
    app.add_routes(ROUTES)
    if parts.settings.serves_simulator:
        app.add_routes(SIMULATOR_ROUTES)
    return app


def build_worker(parts: Parts) -> Worker:
    """Return what handles turns."""
    settings = parts.settings
    return Worker(
        services=parts.services,
        pipeline=build_pipeline(parts.services),
        wakeups=parts.wakeups,
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
