"""The database is migrated while workers of this version still run: what it tells them beside, they pass over."""

from __future__ import annotations

from tests.api.operator import TOKEN
from tests.conftest import OpenHouse
from tests.door.servers import on_one_server
from tests.fakes.company import FakeCompany
from tests.media.files import photo
from tests.phones import WIRES, Phone

pytestmark = on_one_server

_NEXT_VERSION = """
    create function with_more(p_value jsonb) returns jsonb language plpgsql as $$
    begin
        return case jsonb_typeof(p_value)
            when 'object' then (select jsonb_object_agg(key, with_more(value)) from jsonb_each(p_value)) || '{"more": 1}'
            when 'array' then (select coalesce(jsonb_agg(with_more(value) order by place), '[]')
                               from jsonb_array_elements(p_value) with ordinality as item (value, place))
            else p_value end;
    end; $$;

    do $$
    declare
        v_today record;
    begin
        for v_today in
            select oid::regprocedure as called, proname as name, proargnames as arguments,
                   pg_get_function_arguments(oid) as declared
            from pg_proc where proname = any ('{begin_maintenance,claim_media,claim_notifications,claim_replies,
                                                claim_turns,open_session,reply_failed,reply_sent}')
        loop
            execute format('alter function %s rename to %I', v_today.called, v_today.name || '_today');
            execute format('create function %I(%s) returns jsonb language plpgsql as %L', v_today.name, v_today.declared,
                           format('begin return with_more(%I(%s)); end;', v_today.name || '_today',
                                  array_to_string(v_today.arguments, ', ')));
        end loop;
    end; $$;
"""


async def test_what_only_the_next_version_tells_is_passed_over(house_of: OpenHouse) -> None:
    async with (
        FakeCompany() as company,
        house_of(burst_quiet_ms=0, admin_token=TOKEN, escalation_webhook_url=company.url) as house,
    ):
        await house.rows.run(_NEXT_VERSION)
        jean = Phone(house=house, wire=WIRES["cloud"])
        [sites] = await jean.says("mes chantiers")
        [opened] = await jean.taps(sites, "Bureau")
        await photo(house)
        await house.until("select count(*) = 1 from media_files where state = 'stored'")
        await jean.taps_id("talk_team_fr")
        await house.until("select count(*) = 1 from notifications where state = 'sent'")

        assert "Bureau" in opened.body
        assert await house.rows.column("select attempts from inbox order by id") == [1] * 4
