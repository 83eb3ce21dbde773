"""What keeps files, live sessions and events beside the database."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from app.databases import open_store
from services.company import LONGEST_SECONDS, Company
from services.interfaces import MediaStore, SessionCache
from services.media.local import LocalMediaStore
from services.media.supabase import SupabaseMediaStore
from services.personal_data import PersonalData
from services.spool import Spool
from settings import Settings


@asynccontextmanager
async def open_media(settings: Settings) -> AsyncGenerator[MediaStore]:
    """Open what keeps the files that people sent: Supabase Storage when it is configured, else a folder of ours."""
    media: MediaStore = LocalMediaStore(media_directory(settings))
    if settings.supabase_url:
        media = SupabaseMediaStore(settings.supabase_url, settings.secret("supabase_service_role_key") or "")
    try:
        yield media
    finally:
        await media.close()


@asynccontextmanager
async def open_personal_data(settings: Settings) -> AsyncGenerator[PersonalData]:
    """Open everything that holds a person's data, for a command that hands it out or erases it."""
    async with open_store(settings) as store, open_cache(settings) as cache, open_media(settings) as media:
        yield PersonalData(store=store, cache=cache, media=media, spool=spool_directory(settings))


@asynccontextmanager
async def open_cache(settings: Settings) -> AsyncGenerator[SessionCache | None]:
    """Open the live cache of sessions, if there is one; it connects in the background, or when it can."""
    url = settings.secret("redis_url")
    if url is None:
        yield None
        return
    from services.live.cache import LiveCache

    cache = LiveCache(url)
    cache.start()
    try:
        yield cache
    finally:
        await cache.close()


@asynccontextmanager
async def open_company(settings: Settings) -> AsyncGenerator[Company | None]:
    """Open the company's own address, if it has named one; a post ends well before its lease does."""
    url = settings.secret("escalation_webhook_url")
    if url is None:
        yield None
        return
    company = Company(url=url, total_seconds=min(LONGEST_SECONDS, settings.lease_seconds * 2 / 3))
    try:
        yield company
    finally:
        await company.close()


def open_spool(settings: Settings) -> Spool | None:
    """Return where events wait while the database is away; None: nowhere, the provider delivers again."""
    directory = spool_directory(settings)
    return Spool(directory) if directory else None


def spool_directory(settings: Settings) -> Path | None:
    """Return the folder of the spool, if there is to be one."""
    if settings.spool_dir == "off":
        return None
    return Path(settings.spool_dir) if settings.spool_dir else settings.data_dir / "spool"


def media_directory(settings: Settings) -> Path:
    """Return the folder of the files that people sent, where Supabase does not keep them."""
    return settings.data_dir / "media"
