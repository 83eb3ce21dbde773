"""The channels that the settings switch on."""

from __future__ import annotations

from collections.abc import Callable

from services.channels.cloud import CloudChannel
from services.channels.simulator import SimulatorChannel
from services.channels.twilio import TwilioChannel
from services.intake import Intake
from services.interfaces import Channel
from services.store import Store
from settings import Settings


def build_channels(settings: Settings, store: Store, intake: Intake) -> dict[str, Channel]:
    """Build the channels that are configured: the table CHANNELS, each with what switches it on."""
    return {
        name: build(settings, store, intake) for name, (switched_on, build) in CHANNELS.items() if switched_on(settings)
    }


def _cloud(settings: Settings, _store: Store, _intake: Intake) -> Channel:
    return CloudChannel(
        phone_number_id=settings.whatsapp_phone_number_id or "",
        access_token=settings.secret("whatsapp_access_token") or "",
        app_secret=settings.secret("whatsapp_app_secret"),
        verify_token=settings.secret("whatsapp_verify_token"),
        graph_api_url=settings.graph_api_url,
        graph_api_version=settings.graph_api_version,
        total_seconds=_send_seconds(settings),
    )


def _twilio(settings: Settings, store: Store, _intake: Intake) -> Channel:
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


def _simulator(settings: Settings, _store: Store, intake: Intake) -> Channel:
    return SimulatorChannel(settings.data_dir / "simulator", deliver=intake.receive)


def _send_seconds(settings: Settings) -> float:
    """Give one send up well before its lane's lease ends, or another worker would send the part as well."""
    return min(20.0, settings.lease_seconds * 2 / 3)


CHANNELS: dict[str, tuple[Callable[[Settings], bool], Callable[[Settings, Store, Intake], Channel]]] = {
    "cloud": (lambda settings: bool(settings.whatsapp_phone_number_id), _cloud),
    "twilio": (lambda settings: bool(settings.twilio_account_sid), _twilio),
    "simulator": (lambda settings: settings.serves_simulator, _simulator),
}
