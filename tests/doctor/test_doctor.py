"""`relais doctor`: finds each damage, mends it after a backup, and puts the rows back when it is asked to."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from commands.doctor import doctor, undo_repair
from errors import ConfigurationError
from settings import Settings
from tests.rows import Rows
from tests.sql.damage import DAMAGE, UNGUARDED, UNTIED, Damage, make_healthy
from tests.sql.demo import JEAN, MARIA

# That the SQL runs on every Postgres is shown in tests/sql/test_integrity.py.
pytestmark = pytest.mark.parametrize("server", ["embedded"], indirect=True, scope="session")

Told = dict[str, Any]
Doctor = Callable[..., Coroutine[Any, Any, tuple[int, Told]]]

TABLES = ("conversation_sessions", "messages", "inbox", "outbox", "lanes", "reply_lanes", "subcontractors")
"""Where rows are mended."""


@pytest.fixture
def settings(dsn: str, tmp_path: Path) -> Settings:
    return Settings.model_validate({"database_url": dsn, "data_dir": tmp_path / "data"})


@pytest.fixture
def relais_doctor(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Run the command and return its exit code and what it says as JSON."""

    async def run(*, fix: bool = False) -> tuple[int, Told]:
        code = await doctor(settings, fix=fix, as_json=True)
        return code, json.loads(capsys.readouterr().out)

    return run


async def _rows(rows: Rows) -> dict[str, list[str]]:
    """Return every column of every row, as the database itself writes it."""
    return {table: await rows.column(f"select t::text from {table} t order by 1") for table in TABLES}


def _broken(told: Told) -> dict[str, int]:
    return {check["check_name"]: check["found"] for check in told["checks"] if check["status"] != "ok"}


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _steps(backup: Path) -> list[Any]:
    steps: list[Any] = json.loads(backup.read_bytes())["steps"]
    return steps


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
async def test_damage_is_found_mended_and_brought_back(
    relais_doctor: Doctor, settings: Settings, rows: Rows, damage: Damage
) -> None:
    await make_healthy(rows)
    await rows.run(damage.done)
    before = await _rows(rows)
    code, told = await relais_doctor()
    assert (code, told["status"], _broken(told)) == (1, "broken", damage.found)
    assert await _rows(rows) == before
    assert not settings.data_dir.exists(), "looking changes nothing"

    code, told = await relais_doctor(fix=True)
    assert (code, told["status"]) == ((0, "ok") if damage.mended else (1, "broken"))
    assert _broken(told) == ({} if damage.mended else damage.found)
    assert bool(told["failed"]) is not damage.mended
    assert (await relais_doctor())[0] == code

    if told["backup"]:
        assert await undo_repair(settings, Path(told["backup"]), as_json=True) == 0
    assert await _rows(rows) == before


async def test_a_healthy_database_is_fine_and_nothing_is_written(
    relais_doctor: Doctor, settings: Settings, rows: Rows
) -> None:
    await make_healthy(rows)
    for fix in (False, True):
        code, told = await relais_doctor(fix=fix)
        assert (code, told["status"], told["backup"], told["repaired"]) == (0, "ok", None, {})
    assert not settings.data_dir.exists()
    looked_at = {check["check_name"]: check["detail"] for check in told["checks"]}
    assert looked_at["way"] == "straight to Postgres"
    assert looked_at["server"].startswith("Postgres ")
    assert looked_at["migrations"] == "all applied"
    assert " in use, 0 waiting for a lock" in looked_at["connections"]


async def test_the_backup_is_ours_alone_and_holds_the_rows_as_they_were(relais_doctor: Doctor, rows: Rows) -> None:
    await make_healthy(rows)
    orphans = await rows.column("select to_jsonb(m)::text from messages m order by seq")
    await rows.run(f"{UNTIED} delete from conversation_sessions")
    _, told = await relais_doctor(fix=True)
    backup = Path(told["backup"])
    assert [_mode(backup), _mode(backup.parent)] == [0o600, 0o700]
    kept = [change for step in _steps(backup) for change in step["changes"]]
    assert [(change["table_name"], change["was"], change["becomes"]) for change in kept] == [
        ("messages", row, None) for row in orphans
    ]


async def test_all_at_once(relais_doctor: Doctor, settings: Settings, rows: Rows) -> None:
    await make_healthy(rows)
    together = [damage for name, damage in DAMAGE.items() if damage.mended and name in _COMPATIBLE]
    for damage in together:
        await rows.run(damage.done)
    before = await _rows(rows)
    code, told = await relais_doctor(fix=True)
    assert (code, _broken(told), told["failed"]) == (0, {}, {})
    assert await undo_repair(settings, Path(told["backup"]), as_json=True) == 0
    assert await _rows(rows) == before


_COMPATIBLE = {
    "two-active-sessions",
    "no-other-index",
    "no-key",
    "orphaned-messages",
    "a-project-that-is-nowhere",
    "a-count-that-lies",
    "finished-without-an-outcome",
    "a-trigger-switched-off",
    "functions-gone",
}


async def test_the_session_with_the_newest_message_stays(relais_doctor: Doctor, rows: Rows) -> None:
    await rows.run(DAMAGE["two-active-sessions"].done)
    await relais_doctor(fix=True)
    found = await rows.all(
        "select summary like 'n° 1%' as newest, status, ended_reason, ended_at is not null as dated "
        "from conversation_sessions where subcontractor_id = $1 order by last_message_at desc",
        MARIA,
    )
    stays = {"newest": True, "status": "active", "ended_reason": None, "dated": False}
    assert found[0] == stays
    assert [(row["status"], row["ended_reason"], row["dated"]) for row in found[1:]] == [
        ("ended", "duplicate_cleanup", True)
    ] * 2


async def test_a_foreign_key_is_made_anew_and_validated(relais_doctor: Doctor, rows: Rows) -> None:
    key = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'messages_subcontractor_id_session_id_fkey'"
    await make_healthy(rows)
    before = await rows.value(key)
    await rows.run(f"{UNTIED} delete from conversation_sessions")
    assert (await relais_doctor(fix=True))[0] == 0
    assert await rows.value(key) == before
    assert "NOT VALID" not in before


async def test_what_changed_after_the_repair_is_left(relais_doctor: Doctor, settings: Settings, rows: Rows) -> None:
    await make_healthy(rows)
    await rows.run("update conversation_sessions set message_count = 7")
    _, told = await relais_doctor(fix=True)
    await rows.run("update conversation_sessions set phase = 'incident'")
    assert await undo_repair(settings, Path(told["backup"]), as_json=False) == 1
    assert await rows.column("select message_count from conversation_sessions") == [3]


async def test_an_index_that_cannot_be_made_keeps_nothing_else_from_being_mended(
    relais_doctor: Doctor, rows: Rows
) -> None:
    await make_healthy(rows)
    await rows.run(
        "drop index idx_outbox_part; update conversation_sessions set message_count = 7; "
        "insert into inbox (contact_id, channel, provider_message_id, sender, kind, content, state, outcome) "
        f"values ('{JEAN}', 'cloud', 'm', '+33600000001', 'text', '{{}}', 'done', 'answered'); "
        "insert into outbox (contact_id, inbox_id, part, recipient, channel, payload, state) "
        "select contact_id, id, 1, sender, 'cloud', '{}', 'sent' from inbox, generate_series(1, 2)"
    )
    code, told = await relais_doctor(fix=True)
    assert (code, _broken(told), told["repaired"]) == (1, {"missing_indexes": 1}, {"message_counts": 1})
    assert "could not create unique index" in told["failed"]["missing_indexes idx_outbox_part"]


@pytest.mark.parametrize("broken", ["drop function check_integrity", "drop function broken_objects"])
async def test_what_not_even_the_checks_can_do_without_is_made_anew(
    relais_doctor: Doctor, rows: Rows, broken: str
) -> None:
    await rows.run(broken)
    code, told = await relais_doctor()
    assert (code, told["status"]) == (1, "broken")
    code, told = await relais_doctor(fix=True)
    assert (code, _broken(told)) == (0, {})


async def test_a_column_without_which_no_row_can_be_checked(relais_doctor: Doctor, rows: Rows) -> None:
    await make_healthy(rows)
    await rows.run("alter table conversation_sessions drop column message_count")
    code, told = await relais_doctor()
    assert (code, _broken(told)) == (1, {"missing_columns": 1})

    code, told = await relais_doctor(fix=True)
    assert (code, _broken(told), told["repaired"]) == (0, {}, {"missing_columns": 1, "message_counts": 1})


async def test_a_database_that_is_behind_is_migrated_first(relais_doctor: Doctor, rows: Rows) -> None:
    await rows.run("delete from schema_migrations where name in ('018_operator_views', 'audit'); " + UNGUARDED)
    code, told = await relais_doctor()
    assert (code, _broken(told)) == (1, {"migrations": 2, "missing_indexes": 1})
    with pytest.raises(ConfigurationError, match="run relais migrate first"):
        await relais_doctor(fix=True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "No such file"),
        ("{}", "is no backup"),
        ('{"steps": [{"check_name": "x", "changes": 5, "made": null}]}', "is no backup"),
        ('{"steps": [{"check_name": "x", "changes": [], "made": {"x": 1}}]}', "is no backup"),
        ("[1]", "is no backup"),
        ('{"steps": [{"x": 1}]}', "is no backup"),
    ],
    ids=["missing", "empty", "no-changes", "nothing-made", "a-list", "other-steps"],
)
async def test_a_file_that_is_no_backup(settings: Settings, tmp_path: Path, content: str | None, sentence: str) -> None:
    file = tmp_path / "backup.json"
    if content:
        file.write_text(content)
    with pytest.raises(ConfigurationError, match=sentence):
        await undo_repair(settings, file, as_json=False)
