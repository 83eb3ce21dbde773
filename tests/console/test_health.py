"""The page Health: what runs and what it talks to, also while the database is away; the examination on demand."""

from __future__ import annotations

import re
from html import unescape

from services.examination.graph_version import CURRENT
from tests.console.operator import Operator
from tests.door.servers import on_one_server
from tests.house import House
from tests.phones import Phone
from tests.spool.conftest import Away, stopped

__all__ = ["stopped"]

pytestmark = on_one_server
ADDRESS = "/console/health"


def _facts(page: str) -> dict[str, str]:
    found = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    return {what: unescape(told) for what, told in found}


def _row(page: str, row: str) -> str:
    """Return a row of a table as text."""
    found = re.search(rf'<tr id="{re.escape(row)}">(.*?)</tr>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


async def test_what_runs_and_what_it_talks_to(house: House, operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")
    await house.until("select count(*) = 1 from processes")
    page = await operator.page(ADDRESS)
    facts = _facts(page)
    applied = await house.rows.value("select count(*) from schema_migrations where kind = 'migration'")
    assert facts["Database"] == "answers"
    assert facts["Migrations"] == f"all {applied} applied"
    assert facts["Turns waiting"] == facts["Replies waiting"] == "none"
    assert facts["Postgres"] == await house.rows.value("show server_version")
    assert CURRENT in facts["Graph API"]
    assert re.match(r"\d of 10 at work", facts["Connections"])
    assert facts["Spool"].startswith("off")
    assert facts["Redis"].startswith("not configured")
    assert re.fullmatch(r"cloud on (now|\d+ s ago) (now|\d+ s ago) –", _row(page, "channel-cloud"))
    assert _row(page, "channel-twilio") == "twilio on – – –"
    worker = house.parts.services.store.worker
    assert re.fullmatch(
        rf"{re.escape(worker)} all 0\.1\.0 (now|\d+ s ago) (now|\d+ s ago)", _row(page, f"process-{worker}")
    )
    assert _row(page, "job-cleanup-sessions").startswith("cleanup-sessions")


async def test_an_error_of_a_channel_and_a_process_that_is_gone(house: House, operator: Operator, jean: Phone) -> None:
    await jean.says("Bonjour")
    await house.rows.run("update outbox set last_error = 'Meta said <no>'")
    await house.rows.run(
        "insert into processes (name, role, version, seen_at) values ('old:1', 'worker', '0', now() - interval '2 min')"
    )
    await house.rows.run("update maintenance_runs set error = 'no disk' where job = 'retention'")
    page = await operator.page(ADDRESS)
    assert "Meta said <no>" in _row(page, "channel-cloud")
    assert "<no>" not in page
    assert "gone 2 min ago" in _row(page, "process-old:1")
    assert "failed no disk" in _row(page, "job-retention")


async def test_it_is_shown_while_the_database_is_away(operator: Operator, stopped: Away) -> None:
    with stopped():
        page = await operator.page(ADDRESS)
        assert _facts(page)["Database"] == "does not answer, or is not migrated"
        assert _facts(page)["Postgres"] == "unknown"
        assert (await operator.http.get("/console")).status_code == 503


async def test_an_examination_is_made_when_it_is_asked_for(house: House, operator: Operator) -> None:
    before = await operator.page(ADDRESS)
    assert _row(before, "check-server") == ""
    assert _row(before, "check-graph_version")

    sent_on = await operator.send(before, f"{ADDRESS}/examine")
    assert (sent_on.status_code, sent_on.headers["Location"]) == (303, f"{ADDRESS}#examination")
    after = await operator.page(ADDRESS)
    assert "Examined" in after
    assert _row(after, "check-server").startswith("server ok Postgres")
    assert _row(after, "check-credentials_cloud")
    assert not [secret for secret in house.parts.settings.secrets if secret in after]
