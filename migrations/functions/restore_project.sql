-- restore_project: the last chosen project, for a session that has none yet.
-- in:     p_subcontractor_id
-- out:    the project's id, which is now the open session's project; null when nothing was chosen, or when the choice
--         went stale or is no longer allowed: then it is cleared and audited
-- errors: RL002 – no such person
-- caller: apply_effect, anybody in the SQL editor
create or replace function restore_project(p_subcontractor_id uuid) returns uuid
language plpgsql as $$
declare
    v_now      timestamptz := now();
    v_project  uuid;
begin
    select last_project_id into v_project from subcontractors where id = p_subcontractor_id for no key update;
    if not found then
        raise exception 'no subcontractor has the id %', p_subcontractor_id using errcode = 'RL002';
    end if;
    if v_project is null then
        return null;
    end if;
    if not may_access_project(p_subcontractor_id, v_project) then
        update subcontractors set last_project_id = null, last_project_at = null where id = p_subcontractor_id;
        update conversation_sessions
        set current_project_id = null, current_task_id = null, updated_at = v_now
        where subcontractor_id = p_subcontractor_id and status = 'active' and current_project_id = v_project;
        perform audit(p_subcontractor_id, 'project.denied', jsonb_build_object('project_id', v_project, 'restore', true));
        return null;
    end if;
    update conversation_sessions
    set current_project_id = v_project, current_task_id = null, updated_at = v_now
    where subcontractor_id = p_subcontractor_id and status = 'active' and current_project_id is distinct from v_project;
    return v_project;
end;
$$;
