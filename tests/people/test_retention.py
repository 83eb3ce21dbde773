"""What is older than it may be goes, kind by kind; what is young, open or under way stays."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import get_args

import pytest

from errors import InvalidInputError
from services import retention
from services.media.local import LocalMediaStore
from services.store import Store
from settings import RetentionKind, load_settings
from tests.people import ages
from tests.people.ages import OLD, STRANGER, YOUNG
from tests.rows import Rows
from tests.sql.demo import JEAN


@dataclass(frozen=True, slots=True)
class Case:
    """What is written, and what of it `query` still finds when the kind is kept for 30 days."""

    kind: str
    given: list[str]
    query: str
    kept: list[str]


SESSIONS = "select summary from conversation_sessions union all select body from messages order by 1"
PARTS = "select provider_message_id from outbox order by 1"
HANDED_OFF = "update subcontractors set handoff_until = now() + interval '1 h'"

CASES: dict[str, Case] = {
    "messages": Case(
        "messages",
        [
            ages.session("ended", OLD, "gone"),
            ages.session("ended", YOUNG, "young"),
            ages.session("active", OLD, "open"),
        ],
        SESSIONS,
        ["open", "open", "young", "young"],
    ),
    "messages of what a human had": Case("messages", [ages.session("escalated", OLD, "gone")], SESSIONS, []),
    "messages of what a human has": Case(
        "messages",
        [ages.session("escalated", OLD, "kept"), HANDED_OFF],
        SESSIONS,
        ["kept", "kept"],
    ),
    "messages with a reply under way": Case(
        "messages",
        [ages.session("ended", OLD, "kept"), ages.outbox("sending", OLD, "p")],
        SESSIONS,
        ["kept", "kept"],
    ),
    "inbox": Case(
        "inbox",
        [
            ages.inbox("done", OLD, "gone", "'answered'"),
            ages.inbox("dead", OLD, "dead", "'dead'"),
            ages.inbox("done", YOUNG, "young", "'answered'"),
            ages.inbox("pending", OLD, "pending"),
        ],
        "select provider_message_id from inbox order by 1",
        ["pending", "young"],
    ),
    "outbox": Case(
        "outbox",
        [
            *(ages.outbox(state, OLD, f"gone {state}") for state in ("sent", "delivered", "read", "failed", "dead")),
            *(ages.outbox(state, OLD, f"kept {state}") for state in ("pending", "sending")),
            ages.outbox("read", YOUNG, "young"),
            ages.outbox("sent", OLD, "sent late", YOUNG),
        ],
        PARTS,
        ["kept pending", "kept sending", "sent late", "young"],
    ),
    "what the company was told": Case(
        "outbox",
        [
            ages.notification("sent", OLD, "gone"),
            ages.notification("dead", OLD, "given up"),
            ages.notification("pending", OLD, "pending"),
            ages.notification("sent", YOUNG, "young"),
        ],
        "select payload ->> 'body' from notifications order by 1",
        ["pending", "young"],
    ),
    "snapshots": Case(
        "snapshots",
        [ages.snapshot(OLD, "gone"), ages.snapshot(YOUNG, "young")],
        "select session ->> 'summary' from session_snapshots",
        ["young"],
    ),
    "media": Case(
        "media",
        [
            ages.media("stored", OLD, "gone"),
            ages.media("failed", OLD, "failed"),
            ages.media("pending", OLD, "pending"),
            ages.media("stored", YOUNG, "young"),
        ],
        "select provider_message_id from media_files order by 1",
        ["pending", "young"],
    ),
    "reports": Case(
        "reports",
        [
            ages.task_update(OLD, "gone"),
            ages.task_update(YOUNG, "young"),
            ages.incident("closed", OLD, "gone"),
            ages.incident("open", OLD, "open"),
        ],
        "select body from task_updates union all select body from incidents order by 1",
        ["open", "young"],
    ),
    "audit": Case(
        "audit", [ages.audit(OLD, "gone"), ages.audit(YOUNG, "young")], "select action from audit_log", ["young"]
    ),
    "strangers": Case(
        "strangers", [ages.stranger(OLD)], "select alias from contact_aliases order by 1", ["+33600000001"]
    ),
    "strangers who are new": Case(
        "strangers",
        [ages.stranger(YOUNG)],
        "select alias from contact_aliases order by 1",
        ["+33600000001", "stranger"],
    ),
    "strangers of whom a message is left": Case(
        "strangers",
        [ages.stranger(OLD), ages.inbox("done", YOUNG, "m", "'refused'", STRANGER)],
        "select alias from contact_aliases order by 1",
        ["+33600000001", "stranger"],
    ),
}


@pytest.fixture
def media(tmp_path: Path) -> LocalMediaStore:
    return LocalMediaStore(tmp_path / "media")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_what_is_old_goes(store: Store, rows: Rows, media: LocalMediaStore, case: Case) -> None:
    for statement in case.given:
        await rows.run(statement)
    before = await rows.column(case.query)
    removed = await retention.apply(store, media, {case.kind: 30})
    assert await rows.column(case.query) == case.kept
    rows_of_one = 2 if case.kind == "messages" else 1
    assert removed == {case.kind: (len(before) - len(case.kept)) // rows_of_one}
    assert await retention.apply(store, media, {case.kind: 30}) == {case.kind: 0}


def test_every_kind_has_its_case() -> None:
    assert {case.kind for case in CASES.values()} == set(get_args(RetentionKind))


@pytest.mark.parametrize(
    ("given", "days"),
    [("", {}), ("messages=365, inbox=90", {"messages": 365, "inbox": 90}), (" audit = 1825 ,", {"audit": 1825})],
)
def test_the_setting_is_a_list(monkeypatch: pytest.MonkeyPatch, given: str, days: dict[str, int]) -> None:
    monkeypatch.setenv("RETENTION_DAYS", given)
    assert load_settings(_env_file=None).retention_days == days


async def test_old_files_go_with_their_rows(store: Store, rows: Rows, media: LocalMediaStore, tmp_path: Path) -> None:
    for at, label in ((OLD, "gone"), (YOUNG, "young")):
        await rows.run(ages.media("stored", at, label))
        await media.put(f"{JEAN}/{label}", BytesIO(b"bytes"), "image/jpeg")
    assert await retention.apply(store, media, {"media": 30}) == {"media": 1}
    assert [path.name for path in (tmp_path / "media" / JEAN).iterdir()] == ["young"]


async def test_it_goes_batch_by_batch(store: Store, rows: Rows, media: LocalMediaStore) -> None:
    await rows.run(f"insert into audit_log (subcontractor_id, action, created_at) "
                   f"select '{JEAN}', 'old', {OLD} from generate_series(1, 1201)")  # fmt: skip
    assert await store.apply_retention("audit", 30, limit=500) == 500
    assert await retention.apply(store, media, {"audit": 30, "inbox": 1}) == {"audit": 701, "inbox": 0}


async def test_nothing_is_asked_for_by_default(store: Store, media: LocalMediaStore) -> None:
    assert await retention.apply(store, media, {}) == {}


@pytest.mark.parametrize(("kind", "days"), [("mesages", 30), ("audit", 0), ("audit", -1)])
async def test_another_kind_or_no_day_is_refused(store: Store, kind: str, days: int) -> None:
    with pytest.raises(InvalidInputError, match="is no retention of"):
        await store.apply_retention(kind, days, limit=10)


async def test_what_somebody_holds_is_left_for_the_next_run(
    store: Store, rows: Rows, media: LocalMediaStore, dsn: str
) -> None:
    await rows.run(ages.session("ended", OLD, "held"))
    async with Rows(dsn) as other:
        await other.run("begin")
        await other.run("select from conversation_sessions for update")
        assert await retention.apply(store, media, {"messages": 30}) == {"messages": 0}
    assert await retention.apply(store, media, {"messages": 30}) == {"messages": 1}
