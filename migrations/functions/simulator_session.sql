-- simulator_session: how a session stands, by names that a person reads.
-- in:     p_session_id
-- out:    {id, status, project, task, phase, flow: the name of the open report, language, message_count, turn_count,
--         started_at, ended_reason}; null when there is none
-- caller: /simulator
create or replace function simulator_session(p_session_id uuid) returns jsonb
language sql stable as $$
    select jsonb_build_object(
        'id', s.id, 'status', s.status, 'project', p.name, 'task', t.title, 'phase', s.phase,
        'flow', s.flow ->> 'name', 'language', c.language, 'message_count', s.message_count,
        'turn_count', s.turn_count, 'started_at', s.started_at, 'ended_reason', s.ended_reason)
    from conversation_sessions s
    join subcontractors c on c.id = s.subcontractor_id
    left join projects p on p.id = s.current_project_id
    left join tasks t on t.id = s.current_task_id
    where s.id = p_session_id;
$$;
