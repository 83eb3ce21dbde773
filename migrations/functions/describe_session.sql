-- describe_session: a session as the lists show it.
-- in:     p_session – a row of conversation_sessions; p_person – whose it is, a row of subcontractors
-- out:    {id, subcontractor_id, phone, name, status, started_at, last_message_at, ended_at, ended_reason,
--          message_count, turn_count, current_project_id, current_task_id, phase, total_cost: USD, summary, updated_at,
--          handoff_until: how long a human has it, or had it; null when they gave it back}
-- caller: get_session, list_sessions
create or replace function describe_session(p_session conversation_sessions, p_person subcontractors) returns jsonb
language plpgsql stable as $$
begin
    return jsonb_build_object(
        'id', p_session.id, 'subcontractor_id', p_session.subcontractor_id,
        'phone', p_person.phone, 'name', p_person.name, 'status', p_session.status,
        'started_at', p_session.started_at, 'last_message_at', p_session.last_message_at,
        'ended_at', p_session.ended_at, 'ended_reason', p_session.ended_reason,
        'message_count', p_session.message_count, 'turn_count', p_session.turn_count,
        'current_project_id', p_session.current_project_id, 'current_task_id', p_session.current_task_id,
        'phase', p_session.phase, 'total_cost', p_session.total_cost, 'summary', p_session.summary,
        'updated_at', p_session.updated_at,
        'handoff_until', case when p_session.status = 'escalated' then p_person.handoff_until end);
end;
$$;
