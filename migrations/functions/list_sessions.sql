-- list_sessions: sessions, the newest first.
-- in:     p_phone – of one person, by any number or user id that leads to them; p_status – of one status;
--         p_before, p_before_id – started_at and id of the last one already seen; each null: no such limit;
--         p_limit – sessions at most. The time is text, as JSON has it
-- out:    [see describe_session]
-- errors: 22007 – p_before is no time
-- caller: the API, the console
--
-- Planned anew for each call: which index serves best depends on which limits are given.
create or replace function list_sessions(
    p_phone text, p_status text, p_before text, p_before_id uuid, p_limit int
) returns jsonb
language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare
    v_before   timestamptz := p_before;
    v_contact  uuid;
begin
    if p_phone is not null then
        select contact_id into v_contact from contact_aliases where alias = p_phone;
        if not found then
            return '[]';
        end if;
    end if;
    return (
        select coalesce(jsonb_agg(describe_session(s, p) order by s.started_at desc, s.id desc), '[]')
        from (
            select * from conversation_sessions
            where (v_contact is null or subcontractor_id = v_contact)
              and (p_status is null or status = p_status)
              and (v_before is null or (started_at, id) < (v_before, p_before_id))
            order by started_at desc, id desc
            limit p_limit
        ) s
        join subcontractors p on p.id = s.subcontractor_id);
end;
$$;
