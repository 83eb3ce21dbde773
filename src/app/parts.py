"""Everything that is built from the settings, once, and closed in reverse."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.assistant import open_model
from app.channels import build_channels
from app.databases import is_rest, open_database, worker_name
from app.hearing import open_transcriber
from app.keeping import open_cache, open_company, open_media, open_spool, spool_directory
from app.telemetry import open_telemetry
from handlers.prompts import is_prompt
from pipeline.intents.training import intent_classifier
from services import Services
from services.company import Company
from services.database.asyncpg import AsyncpgDatabase
from services.database.batching import Batching
from services.database.migrate import find_migrations, migrate
from services.intake import Intake
from services.interfaces import MediaStore
from services.live_sessions import LiveSessions
from services.personal_data import PersonalData
from services.store import LaneRules, Store
from services.wakeups import WakeUpBells
from settings import Settings

if TYPE_CHECKING:
    from services.database.supabase import SupabaseDatabase


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that was built from the settings."""

    settings: Settings
    database: AsyncpgDatabase | SupabaseDatabase
    services: Services
    live: LiveSessions
    people: PersonalData
    wakeups: WakeUpBells
    intake: Intake
    media: MediaStore
    company: Company | None
    embedded: bool

    @property
    def postgres(self) -> AsyncpgDatabase | None:
        """The database, unless we speak to it over REST: only a connection can listen and migrate."""
        return self.database if isinstance(self.database, AsyncpgDatabase) else None


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncGenerator[Parts]:
    """Build every part, and close them in reverse."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(open_telemetry())
        model = await stack.enter_async_context(open_model(settings))
        cache = await stack.enter_async_context(open_cache(settings))
        database = await stack.enter_async_context(open_database(settings, create=True))
        calls = Batching(database) if isinstance(database, AsyncpgDatabase) else database
        store = Store(calls, _lane_rules(settings), worker=worker_name())
        wakeups = WakeUpBells(store.wake, worker=store.worker)
        intake = Intake(store, open_spool(settings), wakeups=wakeups, prompt=is_prompt)
        channels = build_channels(settings, store, intake)
        stack.push_async_callback(intake.close)
        for channel in channels.values():
            stack.push_async_callback(channel.close)
        media = await stack.enter_async_context(open_media(settings))
        company = await stack.enter_async_context(open_company(settings))
        transcriber = await stack.enter_async_context(open_transcriber(settings))
        yield Parts(
            settings=settings,
            database=database,
            services=Services(
                store=store,
                channels=channels,
                classifier=intent_classifier(),
                default_language=settings.default_language,
                company_is_told=company is not None,
                model=model,
                transcriber=transcriber,
                secrets=settings.secrets,
            ),
            live=LiveSessions(store, cache),
            people=PersonalData(store=store, cache=cache, media=media, spool=spool_directory(settings)),
            wakeups=wakeups,
            intake=intake,
            media=media,
            company=company,
            embedded=settings.database_url is None and not is_rest(settings),
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


async def prepare(parts: Parts) -> None:
    """Bring the database up to date if it is ours, and tell it the settings that SQL functions need."""
    if parts.embedded and parts.postgres:
        await migrate(parts.postgres, find_migrations())
    settings = parts.settings
    await parts.services.store.save_runtime_settings(
        {
            "session_idle_hours": str(settings.session_idle_hours),
            "session_day_start": settings.session_day_start.isoformat(),
            "default_timezone": settings.default_timezone,
            "default_language": settings.default_language,
            "handoff_hours": str(settings.handoff_hours),
            "company_webhook": "on" if parts.company else "off",
            "reconcile_seconds": str(settings.reconcile_seconds),
        }
    )
