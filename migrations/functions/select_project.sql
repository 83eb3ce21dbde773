-- select_project: a person's choice of a project. It belongs to the person and to the session that is open.
-- in:     p_subcontractor_id, p_project_id
-- out:    true – chosen; false – not allowed, and that is audited
-- errors: RL002 – no such person
-- races:  the person's row is locked, as in get_or_create_session
-- caller: apply_effect, the API, anybody in the SQL editor
create or replace function select_project(p_subcontractor_id uuid, p_project_id uuid) returns boolean
language plpgsql as $$
declare
    v_now timestamptz := now();
begin
    perform from subcontractors where id = p_subcontractor_id for no key update;
    if not found then
        raise exception 'no subcontractor has the id %', p_subcontractor_id using errcode = 'RL002';
    end if;
    if not may_access_project(p_subcontractor_id, p_project_id) then
        perform audit(p_subcontractor_id, 'project.denied', jsonb_build_object('project_id', p_project_id));
        return false;
    end if;
    update subcontractors set last_project_id = p_project_id, last_project_at = v_now where id = p_subcontractor_id;
    update conversation_sessions
    set current_project_id = p_project_id,
        current_task_id = case when current_project_id = p_project_id then current_task_id end,
        updated_at = v_now
    where subcontractor_id = p_subcontractor_id and status = 'active';
    perform audit(p_subcontractor_id, 'project.selected', jsonb_build_object('project_id', p_project_id));
    return true;
end;
$$;
