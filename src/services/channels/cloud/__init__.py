"""WhatsApp through Meta's Cloud API: JSON webhooks in, the Graph API out."""

from __future__ import annotations

from services.channels.cloud.channel import CloudChannel

__all__ = ["CloudChannel"]
