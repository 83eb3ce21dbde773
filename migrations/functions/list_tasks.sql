-- list_tasks: the tasks of a project, in their order.
-- in:     p_subcontractor_id, p_project_id
-- out:    {allowed: true, project: {id, name, location}, tasks: [{id, title, status, progress}]}, or {allowed: false}
-- caller: list_tasks_tool
create or replace function list_tasks(p_subcontractor_id uuid, p_project_id uuid) returns jsonb
language plpgsql stable as $$
begin
    if not may_access_project(p_subcontractor_id, p_project_id) then
        return jsonb_build_object('allowed', false);
    end if;
    return jsonb_build_object(
        'allowed', true,
        'project', (select jsonb_build_object('id', id, 'name', name, 'location', coalesce(location, ''))
                    from projects where id = p_project_id),
        'tasks', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'title', title, 'status', status,
                                                               'progress', progress) order by position, seq), '[]')
                  from tasks where project_id = p_project_id));
end;
$$;
