"""What there is to look at, by the settings: one line per subject."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from app.channels import CHANNELS
from app.keeping import media_directory, spool_directory
from app.setting_rules import check_settings
from services.examination import Check, Examination, Look, verdict
from services.examination.bucket import NAME as FILES
from services.examination.bucket import BucketLook
from services.examination.clock import ClockLook
from services.examination.credentials import CloudCredentialsLook, TwilioCredentialsLook
from services.examination.database import DatabaseLook
from services.examination.disk import DiskLook
from services.examination.graph_version import GraphVersionLook
from services.examination.live import LiveLook
from services.examination.providers import CloudAccount, TwilioAccount
from services.examination.templates import TemplatesLook
from services.examination.webhooks import CloudWebhookLook, TwilioWebhookLook
from services.interfaces import MediaStore
from services.store import Store
from settings import Settings

if TYPE_CHECKING:
    from services.examination.database import AnyDatabase

_WITH_A_WINDOW = ("cloud", "twilio")


def build_examination(
    settings: Settings, *, database: AnyDatabase, store: Store, media: MediaStore, thorough: bool
) -> Examination:
    """Return what looks at everything.

    `thorough` is for `relais doctor`: it reads every row, and posts to PUBLIC_URL. Without it the examination may be
    made again and again, though not every second: the providers are asked.
    """
    cloud, twilio = _cloud_account(settings), _twilio_account(settings)
    looks = [
        Look(name="settings", make=lambda: _at_once(check_settings(settings))),
        Look(name="rows", make=DatabaseLook(database=database, store=store, thorough=thorough), seconds=None),
        Look(name="clock", make=ClockLook(store=store, providers=_providers(cloud, twilio))),
        Look(name="disk", make=DiskLook(name="disk", folder=settings.data_dir)),
        Look(name="spool", make=_spool_look(settings)),
        Look(name=FILES, make=_files_look(settings, media)),
        Look(name="redis", make=LiveLook(url=settings.secret("redis_url"))),
        Look(name="credentials_cloud", make=CloudCredentialsLook(account=cloud)),
        Look(name="credentials_twilio", make=TwilioCredentialsLook(account=twilio)),
        Look(name="graph_version", make=GraphVersionLook(version=cloud.version if cloud else None)),
        Look(name="templates", make=TemplatesLook(store=store, channels=_channels(settings), twilio=twilio)),
    ]
    if thorough:
        looks += [
            Look(name="webhook_cloud", make=CloudWebhookLook(account=cloud, public_url=settings.public_url)),
            Look(name="webhook_twilio", make=TwilioWebhookLook(account=twilio, public_url=settings.public_url)),
        ]
    return Examination(looks=looks)


async def _at_once(checks: Sequence[Check]) -> Sequence[Check]:
    return checks


def _cloud_account(settings: Settings) -> CloudAccount | None:
    if settings.whatsapp_phone_number_id is None:
        return None
    return CloudAccount(
        phone_number_id=settings.whatsapp_phone_number_id,
        access_token=settings.secret("whatsapp_access_token") or "",
        app_secret=settings.secret("whatsapp_app_secret"),
        verify_token=settings.secret("whatsapp_verify_token"),
        url=settings.graph_api_url,
        version=settings.graph_api_version,
    )


def _twilio_account(settings: Settings) -> TwilioAccount | None:
    if settings.twilio_account_sid is None:
        return None
    return TwilioAccount(
        sid=settings.twilio_account_sid,
        token=settings.secret("twilio_auth_token") or "",
        api_url=settings.twilio_api_url,
        content_url=settings.twilio_content_url,
    )


def _providers(cloud: CloudAccount | None, twilio: TwilioAccount | None) -> dict[str, str]:
    """Return the addresses of the providers that are configured, by name."""
    return ({"Meta": cloud.url} if cloud else {}) | ({"Twilio": twilio.api_url} if twilio else {})


def _channels(settings: Settings) -> list[str]:
    return [name for name in _WITH_A_WINDOW if CHANNELS[name][0](settings)]


def _spool_look(settings: Settings) -> Callable[[], Awaitable[Sequence[Check]]]:
    folder = spool_directory(settings)
    if folder is None:
        return lambda: _at_once(
            [verdict("spool", 0, "off: in an outage webhooks are answered 503, and delivered again")]
        )
    return DiskLook(name="spool", folder=folder, lasting=settings.environment == "production")


def _files_look(settings: Settings, media: MediaStore) -> Callable[[], Awaitable[Sequence[Check]]]:
    if settings.supabase_url:
        key = settings.secret("supabase_service_role_key") or ""
        return BucketLook(supabase_url=settings.supabase_url, key=key, media=media)
    return DiskLook(name=FILES, folder=media_directory(settings), lasting=settings.environment == "production")
