-- open_session: everything that a turn needs to know of its conversation, in one call, once per turn.
-- in:     p_subcontractor_id; p_reply_to – the provider's id of the message that was tapped or quoted, or null;
--         p_history – messages at most; p_tools – see newest_offer
-- out:    {session_id, created, ended: {session_id, reason} | null, project_id, project_name, task_id,
--          last_project_id, last_project_name, history: see recent_messages,
--          offer: metadata of the newest_offer | null (always null when p_reply_to has options),
--          handed_off: a human has the conversation now, handoff_notice: see there,
--          flow: the open report | null, drafts: see list_drafts, silent_seconds: since the session's last message,
--          answered: see answered_offer; while the newest offer is still being sent, its id is not known yet, and an
--          unknown p_reply_to means it}
-- errors: RL002 – no such person
-- caller: the stage open_session
create or replace function open_session(p_subcontractor_id uuid, p_reply_to text, p_history int, p_tools text[])
returns jsonb
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now       timestamptz := now();
    v_id        uuid := get_or_create_session(p_subcontractor_id);
    v_session   record;
    v_created   boolean;
    v_ended     jsonb;
    v_answered  jsonb;
    v_offer     jsonb;
    v_carrier   uuid;
begin
    if p_reply_to is not null then
        v_answered := answered_offer(p_subcontractor_id, p_reply_to);
    end if;
    select s.started_at, s.current_project_id, s.current_task_id, s.flow, s.last_message_at, p.name as project_name,
           c.last_project_id, l.name as last_project_name, coalesce(c.handoff_until > v_now, false) as handed_off,
           s.status = 'escalated' or s.continues is not null as by_human
    into v_session
    from conversation_sessions s
    join subcontractors c on c.id = s.subcontractor_id
    left join projects p on p.id = s.current_project_id
    left join projects l on l.id = c.last_project_id
    where s.subcontractor_id = p_subcontractor_id and s.id = v_id;
    v_created := v_session.started_at = v_now;

    if v_created then
        select jsonb_build_object('session_id', id, 'reason', ended_reason) into v_ended
        from conversation_sessions
        where subcontractor_id = p_subcontractor_id and ended_at = v_now and status = 'ended'
        limit 1;
    else
        if not coalesce(v_answered ? 'options', false) then
            v_carrier := newest_offer(p_subcontractor_id, v_id, p_history, p_tools);
        end if;
        if v_carrier is not null then
            select metadata into v_offer from messages where subcontractor_id = p_subcontractor_id and id = v_carrier;
        end if;
    end if;

    if p_reply_to is not null and v_answered is null
       and exists (select from outbox
                   where contact_id = p_subcontractor_id and state = 'sending' and message_id = v_carrier) then
        v_answered := v_offer;
    end if;

    return jsonb_build_object(
        'session_id', v_id, 'created', v_created, 'ended', v_ended, 'offer', v_offer,
        'history', recent_messages(p_subcontractor_id, v_id, p_history),
        'project_id', v_session.current_project_id, 'project_name', v_session.project_name,
        'task_id', v_session.current_task_id, 'last_project_id', v_session.last_project_id,
        'last_project_name', v_session.last_project_name, 'flow', v_session.flow,
        'drafts', list_drafts(p_subcontractor_id), 'handed_off', v_session.handed_off,
        'handoff_notice', case when v_session.by_human then handoff_notice(p_subcontractor_id, v_id) end,
        'silent_seconds', extract(epoch from v_now - v_session.last_message_at), 'answered', v_answered);
end;
$$;
