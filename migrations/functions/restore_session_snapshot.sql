-- restore_session_snapshot: brings an archived session and its messages back exactly as they were.
-- in:     p_session_id
-- out:    true; false when there is no snapshot. A session that is still there is left as it is; a project or task that
--         was removed for good meanwhile is left out, as it would have been from a session that stayed
-- errors: RL003 – the session was active and the person has another active one by now
-- races:  the person is locked before their snapshot, as an erasure does
-- caller: the SQL editor
create or replace function restore_session_snapshot(p_session_id uuid) returns boolean
language plpgsql as $$
declare
    v_snapshot  record;
    v_session   jsonb;
begin
    perform from subcontractors
    where id = (select subcontractor_id from session_snapshots where session_id = p_session_id) for no key update;
    select * into v_snapshot from session_snapshots where session_id = p_session_id for update;
    if not found then
        return false;
    end if;
    v_session := v_snapshot.session || jsonb_build_object(
        -- The trigger of messages adds each of them; the sum is the number that was archived, even one that was wrong.
        'message_count', (v_snapshot.session ->> 'message_count')::int - jsonb_array_length(v_snapshot.messages),
        'current_project_id', (select id from projects where id = (v_snapshot.session ->> 'current_project_id')::uuid),
        'current_task_id', (select id from tasks where id = (v_snapshot.session ->> 'current_task_id')::uuid));
    begin
        perform restore_rows('conversation_sessions', jsonb_build_array(v_session));
    exception when unique_violation then
        raise exception 'the person of session % has another active session', p_session_id using errcode = 'RL003';
    end;
    perform restore_rows('messages', v_snapshot.messages);
    return true;
end;
$$;
