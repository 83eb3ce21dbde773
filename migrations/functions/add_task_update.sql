-- add_task_update: what a person reported of a task, and how far the task is with it.
-- in:     p_subcontractor_id, p_session_id – from the turn's context, never from text
--         p_update – {task_id, body?, progress?, done, media: [{provider_message_id, kind}], location?,
--         source_message_id}
-- out:    true; false when the task is not open to the person (audited), or when this message reported it already
-- caller: apply_effect
create or replace function add_task_update(p_subcontractor_id uuid, p_session_id uuid, p_update jsonb) returns boolean
language plpgsql as $$
declare
    v_now       timestamptz := now();
    v_task      uuid := (p_update ->> 'task_id')::uuid;
    v_done      boolean := (p_update ->> 'done')::boolean;
    v_progress  int := case when v_done then 100 else (p_update ->> 'progress')::int end;
begin
    if not coalesce(may_access_project(p_subcontractor_id, (select project_id from tasks where id = v_task)), false) then
        perform audit(p_subcontractor_id, 'task.denied', jsonb_build_object('task_id', v_task));
        return false;
    end if;
    insert into task_updates (subcontractor_id, session_id, source_message_id, task_id, body, progress, media,
                              location, created_at)
    values (p_subcontractor_id, p_session_id, (p_update ->> 'source_message_id')::uuid, v_task,
            nullif(p_update ->> 'body', ''), v_progress, coalesce(p_update -> 'media', '[]'),
            nullif(p_update -> 'location', 'null'), v_now)
    on conflict (subcontractor_id, source_message_id, effect) do nothing;
    if not found then
        return false;
    end if;
    update tasks
    set progress = coalesce(v_progress, progress),
        status = case when v_done then 'done' when status = 'todo' or v_progress < 100 then 'in_progress' else status end
    where id = v_task;
    return true;
end;
$$;
