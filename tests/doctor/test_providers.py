"""Whether Meta and Twilio know us: what each of their answers means, and that no secret is ever said."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.doctor.examined import CLOUD, NOBODY, TWILIO, look, settings_of
from tests.doctor.somebody import Says, Somebody
from tests.fakes import graph, twilio
from tests.fakes.graph import FakeGraph
from tests.fakes.twilio import FakeTwilio

ERROR = "it repeats meta-token-of-a-test"


def _meta(code: int, status: int = 400) -> Says:
    return Says(status=status, body={"error": {"code": code, "message": ERROR}})


NUMBER = {"id": "1", "display_phone_number": "+1 555", "quality_rating": "GREEN"}

META: dict[str, tuple[Says, int, str]] = {
    "known": (Says(body=NUMBER), 0, r"Meta knows the number \+1 555, its quality rating is GREEN"),
    "badly rated": (Says(body=NUMBER | {"quality_rating": "RED"}), 1, "quality rating is RED"),
    "another version": (
        Says(body=NUMBER, headers={"facebook-api-version": "v27.0"}),
        1,
        "v26.0 is served as v27.0: GRAPH_API_VERSION has ended",
    ),
    "a token that has run out": (
        _meta(190, 401),
        1,
        "Meta answered 401, error 190: WHATSAPP_ACCESS_TOKEN is not valid",
    ),
    "another number": (_meta(100), 1, "error 100: it knows no such WHATSAPP_PHONE_NUMBER_ID"),
    "a missing permission": (_meta(10, 403), 1, "lacks a permission"),
    "an unknown code": (_meta(4711), 1, "Meta answered 400, error 4711$"),
    "a gateway": (Says(status=401, body="<html>"), 1, "Meta answered 401: something else answers in its place"),
    "a stand-in": (Says(status=404), 0, "not asked: what stands in for Meta on this machine"),
    "a redirect": (Says(status=302, headers={"Location": "/elsewhere"}), 0, "not asked"),
    "silence": (Says(hangs=True), 1, r"127\.0\.0\.1:\d+ gave no answer in time"),
}

ACTIVE = {"sid": "AC1", "status": "active", "type": "Full"}

THEIRS: dict[str, tuple[Says, int, str]] = {
    "known": (Says(body=ACTIVE), 0, "Twilio knows the account, which is active$"),
    "a trial": (Says(body=ACTIVE | {"type": "Trial"}), 0, "active, a trial: it reaches verified numbers only"),
    "suspended": (Says(body=ACTIVE | {"status": "suspended"}), 1, "which is suspended"),
    "a wrong token": (
        Says(status=401, body={"code": 20003}),
        1,
        "error 20003: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
    ),
    "another account": (Says(status=404, body={"code": 20404}), 1, "it knows no such TWILIO_ACCOUNT_SID"),
    "a stand-in": (Says(status=405), 0, "not asked: what stands in for Twilio"),
}


@pytest.mark.parametrize(("says", "found", "sentence"), META.values(), ids=META)
async def test_what_meta_answers(says: Says, found: int, sentence: str) -> None:
    async with Somebody(says) as meta:
        told = await look("credentials_cloud", graph_api_url=meta.url, **CLOUD)

    assert told[0] == found
    assert re.search(sentence, told[1])
    assert "meta-token-of-a-test" not in told[1]


@pytest.mark.parametrize(("says", "found", "sentence"), THEIRS.values(), ids=THEIRS)
async def test_what_twilio_answers(says: Says, found: int, sentence: str) -> None:
    async with Somebody(says) as twilio:
        told = await look("credentials_twilio", twilio_api_url=twilio.url, **TWILIO)

    assert told[0] == found
    assert re.search(sentence, told[1])
    assert "twilio-token-of-a-test" not in told[1]


async def test_a_simulated_meta_knows_its_own_number_and_nothing_else() -> None:
    own = CLOUD | {"whatsapp_phone_number_id": graph.PHONE_NUMBER_ID, "whatsapp_access_token": graph.TOKEN}
    async with FakeGraph() as meta:
        found, said = await look("credentials_cloud", graph_api_url=meta.url, **own)
        assert (found, "Meta knows the number" in said) == (0, True)
        found, said = await look("credentials_cloud", graph_api_url=meta.url, **own | {"whatsapp_access_token": "old"})
        assert (found, "error 190" in said) == (1, True)


async def test_a_simulated_twilio_knows_its_own_account_and_nothing_else() -> None:
    own = TWILIO | {"twilio_account_sid": twilio.ACCOUNT, "twilio_auth_token": twilio.TOKEN}
    async with FakeTwilio() as fake:
        told = await look("credentials_twilio", twilio_api_url=fake.url, **own)
        assert told == (0, "Twilio knows the account, which is active")
        found, said = await look("credentials_twilio", twilio_api_url=fake.url, **own | {"twilio_auth_token": "old"})
        assert (found, "error 20003" in said) == (1, True)


@pytest.mark.parametrize("name", ["credentials_cloud", "credentials_twilio"])
async def test_nobody_listens(name: str) -> None:
    assert await look(name, **CLOUD, **TWILIO) == (1, "nobody listens at 127.0.0.1:1")


@pytest.mark.parametrize(
    "name", ["credentials_cloud", "credentials_twilio", "graph_version", "redis", "webhook_cloud", "webhook_twilio"]
)
async def test_what_is_off_is_fine(name: str) -> None:
    assert await look(name) == (0, "not configured")


async def test_a_redirect_is_not_followed_with_the_token() -> None:
    async with Somebody(Says(body=NUMBER)) as elsewhere, Somebody(
        Says(status=307, headers={"Location": elsewhere.url})
    ) as meta:  # fmt: skip
        await look("credentials_cloud", graph_api_url=meta.url, **CLOUD)

    assert elsewhere.asked == []


def test_no_look_shows_a_secret() -> None:
    given = settings_of(
        **CLOUD, **TWILIO, supabase_url=NOBODY, supabase_service_role_key="k-of-a-test", redis_url=REDIS
    )
    import app

    examination = app.build_examination(given, database=ANY, store=ANY, media=ANY, thorough=True)
    assert [secret for secret in given.secrets if secret in repr(examination)] == []


REDIS = "redis://user:redis-password@127.0.0.1:1"
ANY: Any = None
