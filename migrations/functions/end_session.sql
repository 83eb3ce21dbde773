-- end_session: the only way a session ends.
-- in:     p_session_id; p_reason – timeout, end_of_day, user_request, escalation, operator, duplicate_cleanup;
--         'escalation' hands it to a human (status 'escalated'), every other reason ends it
-- out:    true when this call ended it; false when there is no such session or it was over already
-- errors: RL003 – another reason
-- An open flow does not go on in another session: it becomes a draft.
-- caller: get_or_create_session, apply_effect, cleanup_expired_sessions, the API, anybody in the SQL editor
create or replace function end_session(p_session_id uuid, p_reason text) returns boolean
language plpgsql as $$
declare
    v_now   timestamptz := now();
    v_status text := case p_reason when 'escalation' then 'escalated' else 'ended' end;
begin
    if p_reason is null or p_reason not in ('timeout', 'end_of_day', 'user_request', 'escalation', 'operator',
                                            'duplicate_cleanup') then
        raise exception '% is no reason to end a session', coalesce(p_reason, 'null') using errcode = 'RL003',
            hint = 'timeout, end_of_day, user_request, escalation, operator or duplicate_cleanup';
    end if;
    update conversation_sessions
    set status = v_status, ended_at = v_now, ended_reason = p_reason, updated_at = v_now,
        summary = session_summary(subcontractor_id, id), summarised_at = null
    where id = p_session_id and (status = 'active' or (status = 'escalated' and v_status = 'ended'));
    if found then
        perform keep_draft(subcontractor_id, flow, last_message_at)
        from conversation_sessions where id = p_session_id and flow is not null;
        update conversation_sessions set flow = null where id = p_session_id and flow is not null;
        perform debug_notice(format('Ended session: %s (%s)', p_session_id, p_reason));
    end if;
    return found;
end;
$$;
