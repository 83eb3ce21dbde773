-- audit: one line into the audit log.
-- in:     p_subcontractor_id; p_action – e.g. project.selected, project.denied; p_detail – jsonb
-- out:    true
-- caller: select_project, restore_project, apply_effect, …
create or replace function audit(p_subcontractor_id uuid, p_action text, p_detail jsonb) returns boolean
language plpgsql as $$
begin
    insert into audit_log (subcontractor_id, action, detail) values (p_subcontractor_id, p_action, p_detail);
    return true;
end;
$$;
