"""The company's address in the settings: one that nobody on the way reads along, and that is never quoted."""

from __future__ import annotations

import pytest

from errors import ConfigurationError
from settings import load_settings

ADDRESSES = {
    "https": ("https://hooks.example.com/T0/B1", True),
    "this machine": ("http://127.0.0.1:9000/hook", True),
    "this machine by name": ("http://localhost/hook", True),
    "this machine, IPv6": ("http://[::1]:9000/hook", True),
    "http elsewhere": ("http://hooks.example.com/T0", False),
    "no address": ("hooks.example.com", False),
    "another scheme": ("ftp://hooks.example.com", False),
    "no port": ("https://hooks.example.com:port/T0", False),
}


@pytest.mark.parametrize(("url", "usable"), ADDRESSES.values(), ids=ADDRESSES)
def test_the_address_is_one_that_nobody_reads_along(url: str, usable: bool) -> None:
    if usable:
        assert load_settings(escalation_webhook_url=url, _env_file=None).secret("escalation_webhook_url") == url
        return
    with pytest.raises(ConfigurationError) as refused:
        load_settings(escalation_webhook_url=url, _env_file=None)
    assert "ESCALATION_WEBHOOK_URL" in str(refused.value)
    assert url not in str(refused.value)
