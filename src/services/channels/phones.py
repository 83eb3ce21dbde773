from __future__ import annotations

import re

import phonenumbers

_WRITTEN = re.compile(r"(?:whatsapp:)?\s*\+?([1-9][0-9\s().-]*)", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]")
_LENGTHS = range(7, 16)
_CODE_LENGTHS = (1, 2, 3)


def to_e164(raw: str) -> str | None:
    """Return a phone as `+` and its digits, or None when it is none.

    Takes what providers write: `33600000001`, `+33 6 00 00 00 01`, `whatsapp:+33600000001`; always with the country.
    The digits stay as they came: 521… and 52…, 549… and 54… are addresses of their own, and answers go to the one
    that the provider gave.
    """
    match = _WRITTEN.fullmatch(raw.strip())
    digits = "".join(_DIGITS.findall(match[1])) if match else ""
    return f"+{digits}" if len(digits) in _LENGTHS and _has_country(digits) else None


def _has_country(digits: str) -> bool:
    """Say whether a country is called so. Its numbering plan is not asked: it knows no 521…, nor tomorrow's ranges."""
    return any(int(digits[:length]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE for length in _CODE_LENGTHS)
