"""The composition root: settings in, parts out, closed in reverse. Nothing connects at import."""

from __future__ import annotations

from app.building import build_fetcher, build_notifier, build_schedule, build_sender, build_web_app, build_worker
from app.channels import CHANNELS
from app.databases import open_database, open_postgres, open_store
from app.examining import build_examination
from app.keeping import open_cache, open_media, open_personal_data
from app.parts import Parts, open_parts, prepare

__all__ = [
    "CHANNELS",
    "Parts",
    "build_examination",
    "build_fetcher",
    "build_notifier",
    "build_schedule",
    "build_sender",
    "build_web_app",
    "build_worker",
    "open_cache",
    "open_database",
    "open_media",
    "open_parts",
    "open_personal_data",
    "open_postgres",
    "open_store",
    "prepare",
]
