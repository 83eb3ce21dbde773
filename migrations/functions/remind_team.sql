-- remind_team: the person was told that nobody has answered for a day, and the company is told as well.
-- in:     p_subcontractor_id, p_session_id – that a human has
-- out:    see notify_company
-- caller: apply_effect
create or replace function remind_team(p_subcontractor_id uuid, p_session_id uuid) returns boolean
language plpgsql as $$
declare
    v_now timestamptz := now();
begin
    update conversation_sessions set reminded_at = v_now, updated_at = v_now
    where subcontractor_id = p_subcontractor_id and id = p_session_id;
    return notify_team(p_subcontractor_id, p_session_id, 'waiting');
end;
$$;
