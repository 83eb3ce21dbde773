"""What the database takes of what anybody may send: text without NUL and lone surrogates, ids that fit an index."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any

LONGEST_ID = 255
"""Characters; a provider's id has about sixty, an index takes no more than some two thousand bytes."""

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""Valid in JSON and in forms, refused by jsonb."""


def clean(text: str) -> str:
    """Return a text as jsonb takes it."""
    return _UNSTORABLE.sub("", text)


def as_id(text: str | None, longest: int = LONGEST_ID) -> str | None:
    """Return an id without space around it; None when it is missing, blank or overlong."""
    stripped = (text or "").strip()
    return stripped if 0 < len(stripped) <= longest else None


def own_id(prefix: str, said: Any) -> str:
    """Return an id for what has none that can be kept: the same again when the same JSON comes again."""
    return f"{prefix}-{sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()}"
