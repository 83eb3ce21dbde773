"""Signatures; the oracle is Twilio's own package, by way of `tests.fakes.twilio.signed`."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import MultiDict

from errors import BadSignatureError
from tests.fakes.twilio import ORACLE, TOKEN, signed, text
from tests.services.channels.twilio.channels import URL, offline, request

FORM = text("+33612345678", "Où ? 👷 a&b=c%+")

# public_url, the address that the server sees, the address that Twilio signed
ACCEPTED = {
    "as the server sees it": (None, URL, URL),
    "http": (None, "http://relais.example/webhook/twilio", "http://relais.example/webhook/twilio"),
    "signed with the default port": (None, URL, "https://relais.example:443/webhook/twilio"),
    "called with the default port": (None, "https://relais.example:443/webhook/twilio", URL),
    "http port": (None, "http://relais.example/webhook/twilio", "http://relais.example:80/webhook/twilio"),
    "another port": (None, "https://relais.example:8443/webhook/twilio", "https://relais.example:8443/webhook/twilio"),
    "another port not signed": (None, "https://relais.example:8443/webhook/twilio", URL),
    "query": (None, f"{URL}?reply=1%3A2&x=", f"{URL}?reply=1%3A2&x="),
    "behind a proxy": ("https://relais.example", "http://10.0.0.7:8080/webhook/twilio", URL),
    "behind a proxy, closing slash": ("https://relais.example/", "http://10.0.0.7:8080/webhook/twilio", URL),
    "behind a proxy, query": ("https://relais.example", "http://door/webhook/twilio?reply=9", f"{URL}?reply=9"),
    "behind a proxy, prefix": (
        "https://example.com/bot", "http://door:8080/webhook/twilio", "https://example.com/bot/webhook/twilio",
    ),
    "behind a proxy, port": (
        "https://relais.example:8443", "http://door/webhook/twilio", "https://relais.example:8443/webhook/twilio",
    ),
}  # fmt: skip

REFUSED = {
    "another host": (None, URL, "https://evil.example/webhook/twilio"),
    "another scheme": (None, URL, "http://relais.example/webhook/twilio"),
    "another path": (None, URL, f"{URL}/status"),
    "another query": (None, f"{URL}?reply=1", f"{URL}?reply=2"),
    "what the server sees behind a proxy": ("https://relais.example", "http://door/x", "http://door/x"),
    "an address that is none": (None, "relais.example:99999[", "relais.example:99999["),
}


@pytest.mark.parametrize(("public_url", "seen", "called"), ACCEPTED.values(), ids=ACCEPTED)
def test_accepts_the_address_that_twilio_called(public_url: str | None, seen: str, called: str) -> None:
    body, headers = signed(FORM, called)

    offline(public_url).verify(request(body, headers, seen))


@pytest.mark.parametrize(("public_url", "seen", "called"), REFUSED.values(), ids=REFUSED)
def test_refuses_a_signature_of_another_address(public_url: str | None, seen: str, called: str) -> None:
    body = urlencode(FORM).encode()
    headers = {"X-Twilio-Signature": ORACLE.compute_signature(called, FORM)}

    with pytest.raises(BadSignatureError):
        offline(public_url).verify(request(body, headers, seen))


@pytest.mark.parametrize("given", ["", "x", "é", "\udcff", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="], ids=repr)
def test_refuses_a_wrong_signature(given: str) -> None:
    body, _ = signed(FORM, URL)

    with pytest.raises(BadSignatureError):
        offline().verify(request(body, {"X-Twilio-Signature": given}))


def test_refuses_a_missing_signature() -> None:
    with pytest.raises(BadSignatureError):
        offline().verify(request(signed(FORM, URL)[0]))


def test_refuses_another_token() -> None:
    with pytest.raises(BadSignatureError):
        offline().verify(request(*signed(FORM, URL, "another-token")))


def test_never_says_what_was_expected() -> None:
    body, headers = signed(FORM, URL)

    with pytest.raises(BadSignatureError) as caught:
        offline().verify(request(body, {"X-Twilio-Signature": "wrong"}))

    assert headers["X-Twilio-Signature"] not in str(caught.value)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\x00", b"%ZZ=%FF%", b'{"From": "x"}', b"&" * 5000, b"=" * 10],
    ids=lambda body: repr(body[:9]),
)
def test_a_body_that_is_no_form_is_unsigned_not_a_crash(body: bytes) -> None:
    with pytest.raises(BadSignatureError):
        offline().verify(request(body, {"X-Twilio-Signature": "x"}))


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
FORMS = st.lists(st.tuples(NAMES, VALUES), max_size=8)


@settings(deadline=None)
@given(pairs=FORMS, query=st.lists(st.tuples(NAMES, VALUES), max_size=2))
def test_agrees_with_twilios_package_on_any_form(pairs: list[tuple[str, str]], query: list[tuple[str, str]]) -> None:
    url = URL + ("?" + urlencode(query, quote_via=quote) if query else "")
    signature = ORACLE.compute_signature(url, MultiDict(pairs))

    offline().verify(request(urlencode(pairs).encode(), {"x-twilio-signature": signature}, url))


@settings(deadline=None)
@given(pairs=FORMS, more=st.tuples(NAMES, VALUES))
def test_agrees_with_twilios_package_on_what_was_not_signed(
    pairs: list[tuple[str, str]], more: tuple[str, str]
) -> None:
    signature = ORACLE.compute_signature(URL, MultiDict(pairs))
    tampered = [*pairs, more]
    seen = request(urlencode(tampered).encode(), {"X-Twilio-Signature": signature})

    if ORACLE.validate(URL, MultiDict(tampered), signature):
        offline().verify(seen)
    else:
        with pytest.raises(BadSignatureError):
            offline().verify(seen)
