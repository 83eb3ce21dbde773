-- restore_session_snapshot: brings an archived session and its messages back exactly as they were.
-- in:     p_session_id
-- out:    true; false when there is no snapshot. A session that is still there is left as it is
-- errors: RL003 – the session was active and the person has another active one by now
-- caller: the SQL editor
create or replace function restore_session_snapshot(p_session_id uuid) returns boolean
language plpgsql as $$
declare
    v_snapshot record;
begin
    select * into v_snapshot from session_snapshots where session_id = p_session_id for update;
    if not found then
        return false;
    end if;
    insert into conversation_sessions
    select * from jsonb_populate_record(null::conversation_sessions, v_snapshot.session || '{"message_count": 0}')
    on conflict (subcontractor_id, id) do nothing;
    insert into messages overriding system value
    select * from jsonb_populate_recordset(null::messages, v_snapshot.messages)
    on conflict (subcontractor_id, id) do nothing;
    return true;
end;
$$;
