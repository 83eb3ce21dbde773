-- get_or_create_session: the active session of a person; the only way a session begins.
-- in:     p_subcontractor_id
-- out:    the session's id; every caller at the same time gets the same one
-- errors: RL002 – no such person
-- races:  the person's row is locked first, so look-up and insert are one step; the partial unique index
--         idx_unique_active_session_per_user stands behind it
-- caller: open_session; anybody in the SQL editor (`set relais.debug = 'on'` tells why)
--
-- While a human has the conversation it stays in the session that was escalated.
create or replace function get_or_create_session(p_subcontractor_id uuid) returns uuid
language plpgsql as $$
declare
    v_now      timestamptz := now();
    v_person   record;
    v_session  record;
    v_reason   text;
    v_id       uuid;
    v_noted    boolean;
begin
    select timezone, handoff_until into v_person
    from subcontractors where id = p_subcontractor_id for no key update;
    if not found then
        raise exception 'no subcontractor has the id %', p_subcontractor_id using errcode = 'RL002';
    end if;

    select id, status, last_message_at into v_session
    from conversation_sessions
    where subcontractor_id = p_subcontractor_id
      and (status = 'active' or (status = 'escalated' and v_person.handoff_until > v_now))
    order by status, ended_at desc, started_at desc
    limit 1;
    v_noted := debug_notice(format('Session lookup for %s: %s', p_subcontractor_id, coalesce(v_session.id::text, 'none')));

    if v_session.status = 'active' then
        v_reason := session_end_reason(v_session.last_message_at, v_now, v_person.timezone);
    end if;
    v_noted := debug_notice(format('Should create new: %s', v_session.id is null or v_reason is not null));

    if v_session.id is not null and v_reason is null then
        v_noted := debug_notice(format('Reusing session: %s', v_session.id));
        return v_session.id;
    end if;
    if v_reason is not null then
        perform end_session(v_session.id, v_reason);
    end if;

    insert into conversation_sessions (subcontractor_id, continues, started_at, last_message_at, updated_at)
    values (p_subcontractor_id, handed_session(p_subcontractor_id, v_now), v_now, v_now, v_now)
    returning id into v_id;
    v_noted := debug_notice(format('Created new session: %s', v_id));
    return v_id;
end;
$$;
