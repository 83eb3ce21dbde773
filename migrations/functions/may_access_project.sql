-- may_access_project: the one place that says who may see a project.
-- in:     p_subcontractor_id, p_project_id
-- out:    true for an active person who is a member, or whose company owns the project, unless it was deleted
-- caller: every tool, select_project, restore_project, the stage restore_project
create or replace function may_access_project(p_subcontractor_id uuid, p_project_id uuid) returns boolean
language plpgsql stable as $$
begin
    return (
        select exists (
            select from projects p
            join subcontractors s on s.id = p_subcontractor_id
            where p.id = p_project_id and p.deleted_at is null and s.active
              and (s.company_id = p.company_id
                   or exists (select from project_members m where m.subcontractor_id = s.id and m.project_id = p.id))
        ));
end;
$$;
