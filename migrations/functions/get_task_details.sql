-- get_task_details: one task and its documents.
-- in:     p_subcontractor_id, p_task_id
-- out:    {allowed: true, project: {id, name}, task: {id, title, description, status, progress},
--         documents: [{id, name, url, mime_type}]}, or {allowed: false, project_id}; a task that does not exist is not
--         allowed, and its project_id is null
-- caller: get_task_details_tool
create or replace function get_task_details(p_subcontractor_id uuid, p_task_id uuid) returns jsonb
language plpgsql stable as $$
declare
    v_project uuid;
begin
    select project_id into v_project from tasks where id = p_task_id;
    if v_project is null or not may_access_project(p_subcontractor_id, v_project) then
        return jsonb_build_object('allowed', false, 'project_id', v_project);
    end if;
    return jsonb_build_object(
        'allowed', true,
        'project', (select jsonb_build_object('id', id, 'name', name) from projects where id = v_project),
        'task', (select jsonb_build_object('id', id, 'title', title, 'description', coalesce(description, ''),
                                           'status', status, 'progress', progress) from tasks where id = p_task_id),
        'documents', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'url', url,
                                                                   'mime_type', coalesce(mime_type, '')) order by seq),
                                      '[]')
                      from documents where task_id = p_task_id and project_id = v_project));
end;
$$;
