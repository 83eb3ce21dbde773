-- list_projects: the projects that a person may see, in the order of their entry.
-- in:     p_subcontractor_id
-- out:    [{id, name, location, status}]
-- caller: list_projects_tool
create or replace function list_projects(p_subcontractor_id uuid) returns jsonb
language plpgsql stable as $$
begin
    return (
        select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'location', coalesce(p.location, ''),
                                                     'status', p.status) order by p.seq), '[]')
        from projects p
        where may_access_project(p_subcontractor_id, p.id));
end;
$$;
