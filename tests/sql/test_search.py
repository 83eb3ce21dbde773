"""search_messages: what people type finds what people wrote, the best first, whatever the language."""

from __future__ import annotations

from typing import Any

import pytest

from errors import InvalidInputError
from services.database.asyncpg import AsyncpgDatabase
from services.store import LaneRules, Store
from tests.rows import Rows
from tests.sql.demo import JEAN, MARIA

SAY = "insert into messages (subcontractor_id, session_id, direction, body) values ($1, get_or_create_session($1), 'inbound', $2)"
SAY_OFTEN = """
    insert into messages (subcontractor_id, session_id, direction, body, created_at)
    select $1, get_or_create_session($1), 'inbound', $2, now() - interval '1 d' + n * interval '1 s'
    from generate_series(1, $3::int) n
"""
FIND = "select search_messages($1, $2, $3, $4)"

FOUND = {
    "french": ("L'échafaudage est monté", "echafaudage MONTE"),
    "french-asked-with-accents": ("echafaudage monte", "ÉCHAFAUDAGE MONTÉ"),
    "french-ligature": ("Le gros œuvre", "oeuvre"),
    "english": ("The scaffold's broken", "Scaffold broken"),
    "spanish": ("¿Cuándo llega el hormigón? ¡Mañana!", "cuando hormigon manana"),
    "portuguese": ("O betão não chegou", "betao nao"),
    "german": ("Das Gerüst in der Straße", "gerust STRASSE"),
    "german-asked-with-sharp-s": ("strasse", "Straße"),
    "italian": ("Perché il muro è umido?", "perche e umido"),
    "romanian-comma": ("Șantierul așteaptă țevi", "Şantierul aşteaptă ţevi"),
    "romanian-bare": ("Şantierul aşteaptă ţevi", "santierul asteapta tevi"),
    "polish": ("Łazienka w Łodzi źle, żółta", "lazienka lodzi zle zolta"),
    "arabic-vowel-signs": ("السَّقَالَةُ جاهزة", "السقالة جاهزة"),
    "arabic-letter-forms": ("أحمد في مدرسة على", "احمد مدرسه علي"),
    "arabic-stretched": ("الجـــدار انتهى", "الجدار"),
    "arabic-comma": ("الجدار، انتهى", "الجدار انتهى"),
    "cyrillic": ("Стена Готова", "стена готова"),
    "decomposed": ("e\u0301chafaudage", "échafaudage"),
    "wide": ("\uff24\uff21\uff2c\uff2c\uff25 \uff11\uff12", "dalle 12"),
    "curly-apostrophe": ("l’armature de l’escalier", "armature escalier"),
    "slash": ("béton/dalle", "dalle"),
    "file": ("plan_rdc-2.PDF", "rdc pdf"),
    "address": ("voir jean@exemple.fr", "exemple"),
    "link": ("https://exemple.fr/plans?id=7", "plans 7"),
    "number": ("12 sacs, 3,5 m", "12 3"),
    "negative": ("-5 degrés, niveau -2", "5 2"),
    "any-order": ("la dalle du garage", "garage dalle"),
    "twice": ("la dalle", "dalle dalle"),
    "only-begun": ("l'échafaudage", "échaf"),
    "quoted": ("la dalle", '"la dalle"'),
    "between-operators": ("la dalle", "!la & (dalle) | :*"),
    "emoji-beside": ("dalle👷finie", "dalle finie"),
    "one-letter": ("zone B", "b"),
    "long": ("dalle " + " ".join(f"mot{n}" for n in range(2000)), "mot1 dalle"),
}

NOT_FOUND = {
    "another-word": ("la dalle", "mur"),
    "one-is-missing": ("la dalle", "dalle mur"),
    "inside-a-word": ("échafaudage", "faudage"),
    "only-the-last-may-be-begun": ("coffrage dalle", "coff dalle"),
    "longer-than-the-word": ("dalle", "dalles"),
    "no-body": (None, "null"),
}

NO_WORDS = ["", " ", "\t\n", "'", '"', "\\", "&", "|", "!", ":*", "<->", "()", "%", "--", "👷", "؟", "e\u0301"[1:]]

STRANGE = [
    "dalle'; drop table messages; --", "dalle & | !", "dalle:A*", "dalle:*", "'dalle", "dalle\\", "dalle <-> dalle",
    "((dalle", "!!dalle", "dalle\u200f", "\u202edalle", "dalle\ufffe", "$1 dalle $$",
]  # fmt: skip


async def _search(sql: Rows, query: str | None, limit: int = 100, after: dict[str, Any] | None = None) -> list[Any]:
    rank, seq = (after["rank"], after["seq"]) if after else (None, None)
    found: list[Any] = await sql.value(FIND, query, limit, rank, seq)
    return found


@pytest.mark.parametrize(("said", "asked"), FOUND.values(), ids=FOUND)
async def test_is_found(sql: Rows, said: str, asked: str) -> None:
    await sql.run(SAY, JEAN, said)
    assert [item["body"] for item in await _search(sql, asked)] == [said]


@pytest.mark.parametrize(("said", "asked"), NOT_FOUND.values(), ids=NOT_FOUND)
async def test_is_not_found(sql: Rows, said: str | None, asked: str) -> None:
    await sql.run(SAY, JEAN, said)
    assert await _search(sql, asked) == []


@pytest.mark.parametrize("asked", [*NO_WORDS, None], ids=repr)
async def test_without_a_word_nothing_is_found(sql: Rows, asked: str | None) -> None:
    await sql.run(SAY, JEAN, "la dalle ' & | ! 👷")
    assert await _search(sql, asked) == []


@pytest.mark.parametrize("asked", STRANGE)
async def test_any_text_may_be_asked(sql: Rows, asked: str) -> None:
    await sql.run(SAY, JEAN, "dalle")
    assert await _search(sql, asked) in ([], await _search(sql, "dalle"))


@pytest.mark.parametrize("piece", ["dalle ", "é", "'", "x", "\u0301", "ﷺ", "a & "])
async def test_a_long_query_is_cut(sql: Rows, piece: str) -> None:
    await sql.run(SAY, JEAN, "dalle")
    found = await _search(sql, piece * (10_000 // len(piece)))
    assert len(found) == (piece == "dalle ")


@pytest.mark.parametrize("word", ["mot{} ", "é{}", "ﷺ", "x"], ids=["words", "one-word", "expanding", "one-letter"])
async def test_no_message_is_too_long_to_be_stored(sql: Rows, word: str) -> None:
    said = "premier " + "".join(word.format(n) for n in range(300_000))
    await sql.run(SAY, JEAN, said)
    [found] = await _search(sql, "premier")
    assert found["body"] == said


async def test_an_item_says_where_it_stands(sql: Rows) -> None:
    await sql.run(SAY, JEAN, "la dalle")
    [row] = await sql.all("select id, seq, session_id, subcontractor_id, direction, body from messages")
    [found] = await _search(sql, "dalle")
    assert found.keys() == {*row, "rank", "created_at"}
    assert {name: found[name] for name in row} == row


async def test_the_best_come_first(sql: Rows) -> None:
    expected = [
        "dalle coulée",
        "la dalle est coulée",
        "la dalle du garage, enfin, est à moitié coulée",
        "la dalle a deux fissures, la toiture aussi, et la façade a été coulée",
        "la dalle a deux fissures, la toiture aussi, et la façade sont coulées",
    ]
    for said in reversed(expected):
        await sql.run(SAY, MARIA, said)
    assert [item["body"] for item in await _search(sql, "dalle coulée")] == expected


async def test_a_whole_word_is_better_than_a_begun_one(sql: Rows) -> None:
    for said in ("dalle", "dallette", "dalle", "la petite dallette", "dallage"):
        await sql.run(SAY, JEAN, said)
    found = await _search(sql, "dalle")
    assert [item["body"] for item in found] == ["dalle", "dalle", "dallette", "la petite dallette"]


async def test_the_newest_come_first_among_equals(sql: Rows) -> None:
    await sql.run(SAY_OFTEN, JEAN, "la dalle", 5)
    found = await _search(sql, "dalle")
    assert len({item["rank"] for item in found}) == 1
    assert [item["seq"] for item in found] == await sql.column("select seq from messages order by seq desc")


async def _pages(sql: Rows, query: str, limit: int) -> list[dict[str, Any]]:
    """Read page by page; somebody says it again after each page."""
    pages = [await _search(sql, query, limit)]
    while pages[-1] and len(pages) < 100:
        await sql.run(SAY, MARIA, "une dalle, toute neuve")
        pages.append(await _search(sql, query, limit, pages[-1][-1]))
    assert max(map(len, pages)) <= limit
    return [item for page in pages for item in page]


@pytest.mark.parametrize("limit", [1, 3, 10, 100])
async def test_pages_repeat_nothing_and_leave_out_nothing(sql: Rows, limit: int) -> None:
    for said in ("dalle", "la dalle", "la dalle du garage, la grande dalle"):
        await sql.run(SAY_OFTEN, JEAN, said, 7)
    before = await sql.column("select seq from messages order by seq")
    found = [item["seq"] for item in await _pages(sql, "dalle", limit)]
    assert len(found) == len(set(found))
    assert set(found) >= set(before)


async def test_the_newest_thousand_are_ranked(sql: Rows) -> None:
    await sql.run(SAY, JEAN, "dalle")  # now, and so the newest
    await sql.run(SAY_OFTEN, JEAN, "la dalle de béton", 1500)
    found = await _search(sql, "dalle", 2000)
    assert len(found) == 1000
    assert found[0]["body"] == "dalle"
    newest = await sql.column("select seq from messages where body <> 'dalle' order by created_at desc limit 999")
    assert [item["seq"] for item in found[1:]] == newest


async def test_the_store_pages_with_what_it_was_given(database: AsyncpgDatabase, rows: Rows) -> None:
    store = Store(database, LaneRules())
    await rows.run(SAY_OFTEN, JEAN, "la dalle", 3)
    [first] = await store.search_messages("dalle", limit=1)
    then = await store.search_messages("dalle", limit=10, rank=first["rank"], seq=first["seq"])
    assert [first, *then] == await store.search_messages("dalle", limit=10)
    with pytest.raises(InvalidInputError):
        await store.search_messages("dal\0le", limit=10)
