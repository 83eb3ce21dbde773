-- notify_team: tells the company that a person waits for a human, and what was said last.
-- in:     p_subcontractor_id, p_session_id; p_kind – escalation or waiting
-- out:    see notify_company
-- caller: escalate, remind_team
create or replace function notify_team(p_subcontractor_id uuid, p_session_id uuid, p_kind text) returns boolean
language plpgsql as $$
begin
    return notify_company(p_subcontractor_id, p_kind, (
        select jsonb_build_object(
            'session_id', s.id, 'project_id', p.id, 'project', p.name,
            'last_messages', recent_messages(p_subcontractor_id, p_session_id, 10))
        from conversation_sessions s left join projects p on p.id = s.current_project_id
        where s.subcontractor_id = p_subcontractor_id and s.id = p_session_id));
end;
$$;
