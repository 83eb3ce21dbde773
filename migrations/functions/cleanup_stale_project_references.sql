-- cleanup_stale_project_references: forgets choices of projects that are deleted or no longer allowed.
-- in:     –
-- out:    how many people's choices were cleared; each is audited
-- caller: relais maintain cleanup-references, the schedule, the SQL editor
create or replace function cleanup_stale_project_references() returns int
language plpgsql as $$
declare
    v_now     timestamptz := now();
    v_person  record;
    v_count   int := 0;
begin
    for v_person in
        select id, last_project_id from subcontractors
        where last_project_id is not null and not may_access_project(id, last_project_id)
        order by id for no key update
    loop
        update subcontractors set last_project_id = null, last_project_at = null where id = v_person.id;
        update conversation_sessions
        set current_project_id = null, current_task_id = null, updated_at = v_now
        where subcontractor_id = v_person.id and status = 'active' and current_project_id = v_person.last_project_id;
        perform audit(v_person.id, 'project.cleared', jsonb_build_object('project_id', v_person.last_project_id));
        v_count := v_count + 1;
    end loop;
    return v_count;
end;
$$;
