-- keep_draft: an unfinished report is put aside, to be resumed within a day.
-- in:     p_subcontractor_id; p_flow – as conversation_sessions.flow holds it, or null; p_kept_at – since when it rests
-- out:    true when there was something to keep
-- caller: apply_effect, end_session
create or replace function keep_draft(p_subcontractor_id uuid, p_flow jsonb, p_kept_at timestamptz)
returns boolean
language plpgsql as $$
declare
    v_now timestamptz := now();
begin
    if p_flow ->> 'id' is null or p_flow ->> 'name' is null then  -- none, or somebody edited it: no session waits for that
        return false;
    end if;
    insert into flow_drafts (subcontractor_id, id, name, state, kept_at)
    values (p_subcontractor_id, (p_flow ->> 'id')::uuid, p_flow ->> 'name', p_flow, p_kept_at)
    on conflict (subcontractor_id, id) do update set state = excluded.state, kept_at = excluded.kept_at;
    delete from flow_drafts where subcontractor_id = p_subcontractor_id and kept_at < v_now - interval '1 day';
    return true;
end;
$$;
