-- list_project_names: the projects that conversations can be filtered by.
-- in:     –
-- out:    [{id, name}] by name, at most 500
-- caller: the console
create or replace function list_project_names() returns jsonb
language sql stable as $$
    select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name) order by lower(name), seq), '[]')
    from (select id, name, seq from projects where deleted_at is null order by lower(name), seq limit 500) named
$$;
