"""WhatsApp through Twilio: forms in, the Messages and the Content API out."""

from __future__ import annotations

from services.channels.twilio.channel import TwilioChannel

__all__ = ["TwilioChannel"]
