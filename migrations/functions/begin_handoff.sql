-- begin_handoff: a human takes a person's conversation, or keeps it, for handoff_hours from now.
-- in:     p_subcontractor_id – locked by the caller; p_session_id – what the human gets when no conversation is open
-- out:    true when a session went to the human; false when they had it already
-- caller: escalate, hand_off_session, answer_as_human
--
-- The open conversation is what get_or_create_session would find: the person goes on in it.
create or replace function begin_handoff(p_subcontractor_id uuid, p_session_id uuid) returns boolean
language plpgsql as $$
declare
    v_now    timestamptz := now();
    v_hours  numeric := coalesce(runtime_setting('handoff_hours'), '7')::numeric;
    v_until  timestamptz;
    v_open   record;
    v_id     uuid;
begin
    select handoff_until into v_until from subcontractors where id = p_subcontractor_id;
    update subcontractors set handoff_until = v_now + make_interval(secs => 3600 * v_hours)
    where id = p_subcontractor_id;

    select id, status into v_open
    from conversation_sessions
    where subcontractor_id = p_subcontractor_id and (status = 'active' or (status = 'escalated' and v_until > v_now))
    order by status, ended_at desc, started_at desc
    limit 1;
    if v_open.status = 'escalated' then
        return false;
    elsif v_open.status = 'active' then
        perform end_session(v_open.id, 'escalation');
    end if;
    v_id := coalesce(v_open.id, p_session_id);
    update conversation_sessions
    set status = 'escalated', ended_at = v_now, ended_reason = 'escalation', phase = 'with_human', updated_at = v_now
    where subcontractor_id = p_subcontractor_id and id = v_id;
    perform audit(p_subcontractor_id, 'session.escalated', jsonb_build_object('session_id', v_id));
    return true;
end;
$$;
