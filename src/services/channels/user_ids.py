"""The ids that stand for a person who hides their number: business-scoped, `FR.1a2b…`."""

from __future__ import annotations

import re

_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")


def is_user_id(text: str) -> bool:
    """Say whether a text is a business-scoped user id."""
    return _USER_ID.fullmatch(text) is not None
