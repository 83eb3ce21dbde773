-- list_drafts: the unfinished reports that a person can resume.
-- in:     p_subcontractor_id
-- out:    [state], as conversation_sessions.flow holds it, the newest first, of the last 24 hours
-- caller: open_session
create or replace function list_drafts(p_subcontractor_id uuid) returns jsonb
language plpgsql stable as $$
declare
    v_now timestamptz := now();
begin
    return (select coalesce(jsonb_agg(state order by kept_at desc, id), '[]')
            from flow_drafts
            where subcontractor_id = p_subcontractor_id and kept_at > v_now - interval '24 hours');
end;
$$;
