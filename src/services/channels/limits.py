from __future__ import annotations

from messages import Limits

WHATSAPP = Limits(
    text=4096,
    interactive_body=1024,
    buttons=3,
    button_title=20,
    rows=10,
    row_title=24,
    row_description=72,
    list_button=20,
    caption=1024,
)
"""What WhatsApp shows; a provider in between may take less."""
