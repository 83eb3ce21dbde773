-- find_deleted_projects: people and active sessions that still refer to a project that is deleted.
-- in:     –
-- out:    (table_name, was, becomes), as in find_damage: the reference goes; people come before their sessions
-- caller: find_damage
create or replace function find_deleted_projects() returns table (table_name text, was text, becomes text)
language plpgsql stable as $$
declare
    v_now timestamptz := now();
begin
    return query
    select 'subcontractors', to_jsonb(p)::text,
           (to_jsonb(p) || '{"last_project_id": null, "last_project_at": null}')::text
    from subcontractors p
    where p.last_project_id is not null
      and not exists (select from projects j where j.id = p.last_project_id and j.deleted_at is null);

    return query
    select 'conversation_sessions', to_jsonb(s)::text,
           (to_jsonb(s) || jsonb_build_object('current_project_id', null, 'current_task_id', null,
                                              'updated_at', v_now))::text
    from conversation_sessions s
    where s.status = 'active' and s.current_project_id is not null
      and not exists (select from projects j where j.id = s.current_project_id and j.deleted_at is null);
end;
$$;
