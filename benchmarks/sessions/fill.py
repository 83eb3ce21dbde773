"""Fills a database with conversations of many words, as a year of use would have."""

from __future__ import annotations

import random

from benchmarks.growth.fill import SESSIONS, filling, register, without_indexes

PEOPLE = 1_000
"""Each has an active session, and a site; a session has ten messages."""

COMMON = "chantiers"
"""A word of half of all messages: of each of ours."""

USUAL = "béton"
"""One of about every hundredth message."""

_SITE = """
    with site as (insert into projects (name) values ('Chantier 1') returning id),
    members as (
        insert into project_members (project_id, subcontractor_id)
        select site.id, p.id from site, person_order p returning project_id, subcontractor_id
    )
    update subcontractors s set last_project_id = m.project_id from members m where m.subcontractor_id = s.id
"""

_MESSAGES = """
    insert into messages (subcontractor_id, session_id, direction, body, language, channel, provider_message_id,
                          intent, metadata, status, created_at)
    select s.subcontractor_id, s.id, case when ours then 'outbound' else 'inbound' end,
           case when ours then 'Vos chantiers :' else concat_ws(' ', front.said, back.said) end,
           'fr', 'cloud', 'wamid.' || n, case when not ours then 'general' end,
           case when ours then jsonb '{"options": [["projects_1", "Chantier 1"], ["projects_2", "Chantier 2"]]}'
                else '{}' end,
           case when ours then 'read' else 'received' end, s.started_at + n % 10 * interval '1 minute'
    from (select n, n % 2 = 1 as ours, n * 7919 % phrases as a, n * 3571 % (phrases - 1) as b
          from generate_series(0, $1::bigint - 1) n, cardinality($2::text[]) phrases) numbers
    join conversation_sessions s on s.id = md5('session' || n / 10)::uuid
    join unnest($2::text[]) with ordinality as front (said, place) on front.place = a + 1
    join unnest($2::text[]) with ordinality as back (said, place) on back.place = b + 1
    order by n
"""

_SEED = 7
_PHRASES = 6_000
"""Halves of what people say; any two are a message."""

_WORDS = """
    le la les de des du un une et est on je vous nous pas pour sur dans avec au béton coffrage dalle échafaudage mur
    grue ciment ferraillage toiture électricité plomberie fenêtre porte façade livraison retard terminé demain matin
    casque sécurité fuite câble carrelage peinture plâtre isolation escalier niveau sous-sol étage parking photo plan
    équipe accident urgent merci concrete wall finished scaffold delivery tomorrow Gerüst Straße fertig hormigón pared
    ladrilho parede muro finito schelă zid gata rusztowanie ściana źródło السقالة الجدار انتهى
"""
_SYLLABLES = "ba be bi bo ca ce co da de di fa fo ga go la li lo ma mi mo na ne no pa po ra ri ro sa si ta ti va vo"


async def fill(dsn: str, messages: int) -> None:
    """Store `messages`, half of them with words that differ, in a database that was just migrated."""
    await register(dsn, PEOPLE)
    async with filling(dsn) as connection:
        await connection.execute(_SITE)
        await connection.execute(SESSIONS, messages)
        async with without_indexes(connection):
            await connection.execute(_MESSAGES, messages, phrases())
        await connection.execute("checkpoint")  # else it comes while we measure


def phrases() -> list[str]:
    """Return the same phrases in every run; a word is the rarer the later it stands in the vocabulary."""
    chance = random.Random(_SEED)  # noqa: S311 - the same words in every run
    syllables = _SYLLABLES.split()
    vocabulary = _WORDS.split() + ["".join(chance.choices(syllables, k=4)) for _ in range(20_000)]
    return [
        " ".join(vocabulary[int(len(vocabulary) * chance.random() ** 4)] for _ in range(2 + place % 6))
        for place in range(_PHRASES)
    ]
