-- get_documents: the documents of a project, those of its tasks included.
-- in:     p_subcontractor_id, p_project_id
-- out:    {allowed: true, project: {id, name}, documents: [{id, name, url, mime_type, task}]}, or {allowed: false}
-- caller: get_documents_tool
create or replace function get_documents(p_subcontractor_id uuid, p_project_id uuid) returns jsonb
language plpgsql stable as $$
begin
    if not may_access_project(p_subcontractor_id, p_project_id) then
        return jsonb_build_object('allowed', false);
    end if;
    return jsonb_build_object(
        'allowed', true,
        'project', (select jsonb_build_object('id', id, 'name', name) from projects where id = p_project_id),
        'documents', (select coalesce(jsonb_agg(jsonb_build_object(
                                 'id', d.id, 'name', d.name, 'url', d.url, 'mime_type', coalesce(d.mime_type, ''),
                                 'task', coalesce(t.title, '')) order by d.seq), '[]')
                      from documents d left join tasks t on t.id = d.task_id
                      where d.project_id = p_project_id));
end;
$$;
