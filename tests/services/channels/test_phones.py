from __future__ import annotations

import pytest

from services.channels.phones import to_e164

WRITTEN = {
    "33600000001": "+33600000001",
    "+33600000001": "+33600000001",
    "whatsapp:+33600000001": "+33600000001",
    "WhatsApp: 33600000001": "+33600000001",
    " +33 6 00-00.00 01\n": "+33600000001",
    "+1 (415) 523-8886": "+14155238886",
    "5215512345678": "+5215512345678",
    "525512345678": "+525512345678",
    "5511987654321": "+5511987654321",
    "551187654321": "+551187654321",
    "5491123456789": "+5491123456789",
    "541123456789": "+541123456789",
    "390612345678": "+390612345678",
    "2250102030405": "+2250102030405",
}

NO_PHONES = [
    "",
    "+",
    "whatsapp:",
    "0612345678",
    "+0033600000001",
    "336000",
    "+3360000000012345",
    "99912345678",
    "FR.4566546130240823",
    "whatsapp:FR.4566546130240823",
    "33600000001x",
    "33600000001;ext=2",
    "++33600000001",
    "1-800-FLOWERS",
    "٣٣٦٠٠٠٠٠٠٠١",
    "0" * 100_000,
    "1" * 100_000,
]


@pytest.mark.parametrize(("written", "expected"), WRITTEN.items())
def test_a_phone_keeps_its_digits(written: str, expected: str) -> None:
    assert to_e164(written) == expected


@pytest.mark.parametrize("written", NO_PHONES, ids=lambda written: written[:20])
def test_anything_else_is_no_phone(written: str) -> None:
    assert to_e164(written) is None
