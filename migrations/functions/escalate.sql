-- escalate: a person asks for a human; the company is told.
-- in:     p_subcontractor_id – locked by the caller; p_session_id
-- out:    see begin_handoff; a company whose human has the conversation already is not told again
-- caller: apply_effect
create or replace function escalate(p_subcontractor_id uuid, p_session_id uuid) returns boolean
language plpgsql as $$
begin
    if not begin_handoff(p_subcontractor_id, p_session_id) then
        return false;
    end if;
    perform notify_team(p_subcontractor_id, p_session_id, 'escalation');
    return true;
end;
$$;
