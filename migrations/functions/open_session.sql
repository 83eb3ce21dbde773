-- open_session: everything that a turn needs to know of its conversation, in one call, once per turn.
-- in:     p_subcontractor_id; p_reply_to – the provider's id of the message that was tapped or quoted, or null;
--         p_history – messages at most; p_tools – whose list is looked for: of one of these tools, or, when empty, any
--         that has options
-- out:    {session_id, created, ended: {session_id, reason} | null, project_id, project_name, task_id,
--          last_project_id, last_project_name, history: [{direction, kind, body, intent}] oldest first,
--          offer: metadata of the newest message of the history with such a list | null (always null when p_reply_to
--          has options: nobody asks for another),
--          answered: metadata of the message p_reply_to, or of the part of the same answer that carries the list | null
--          when nobody knows it. While the offer is still being sent, its id is not known: p_reply_to is then the offer}
-- errors: RL002 – no such person
-- caller: the stage open_session
create or replace function open_session(p_subcontractor_id uuid, p_reply_to text, p_history int, p_tools text[])
returns jsonb
language plpgsql as $$
declare
    v_now       timestamptz := now();
    v_id        uuid := get_or_create_session(p_subcontractor_id);
    v_session   record;
    v_created   boolean;
    v_ended     jsonb;
    v_history   jsonb := '[]';
    v_answered  jsonb;
    v_offer     jsonb;
    v_carrier   uuid;
begin
    select s.started_at, s.current_project_id, s.current_task_id, p.name as project_name, c.last_project_id,
           l.name as last_project_name
    into v_session
    from conversation_sessions s
    join subcontractors c on c.id = s.subcontractor_id
    left join projects p on p.id = s.current_project_id
    left join projects l on l.id = c.last_project_id
    where s.subcontractor_id = p_subcontractor_id and s.id = v_id;
    v_created := v_session.started_at = v_now;

    select coalesce(c.metadata, m.metadata) into v_answered
    from messages m
    left join messages c on c.subcontractor_id = m.subcontractor_id and c.id = (m.metadata ->> 'carrier')::uuid
    where m.provider_message_id = p_reply_to and m.subcontractor_id = p_subcontractor_id
    order by m.seq desc
    limit 1;

    if v_created then
        select jsonb_build_object('session_id', id, 'reason', ended_reason) into v_ended
        from conversation_sessions
        where subcontractor_id = p_subcontractor_id and ended_at = v_now and status = 'ended'
        limit 1;
    else
        with recent as (
            select seq, id, direction, kind, body, intent, metadata
            from messages
            where subcontractor_id = p_subcontractor_id and session_id = v_id
            order by seq desc
            limit p_history
        )
        select coalesce(jsonb_agg(jsonb_build_object('direction', direction, 'kind', kind, 'body', left(body, 500),
                                                     'intent', intent) order by seq), '[]'),
               (select id from recent
                where not coalesce(v_answered ? 'options', false)
                  and case when p_tools = '{}' then metadata ? 'options'
                           else exists (select from jsonb_array_elements(metadata -> 'tool_outputs') shown
                                        where shown ->> 'tool' = any (p_tools) and shown -> 'output' <> '[]') end
                order by seq desc limit 1)
        into v_history, v_carrier
        from recent;
        select metadata into v_offer from messages where subcontractor_id = p_subcontractor_id and id = v_carrier;
    end if;

    if p_reply_to is not null and v_answered is null
       and exists (select from outbox
                   where contact_id = p_subcontractor_id and state = 'sending' and message_id = v_carrier) then
        v_answered := v_offer;
    end if;

    return jsonb_build_object(
        'session_id', v_id, 'created', v_created, 'ended', v_ended, 'history', v_history, 'offer', v_offer,
        'project_id', v_session.current_project_id, 'project_name', v_session.project_name,
        'task_id', v_session.current_task_id, 'last_project_id', v_session.last_project_id,
        'last_project_name', v_session.last_project_name, 'answered', v_answered);
end;
$$;
