-- What a script puts into the tables and reads back, by table name. Only for the throw-away database of a script.

create schema script;

-- described: a row as JSON, with what its ids stand for: `project`, `task` and `person` by name.
create function script.described(p_row jsonb) returns jsonb
language sql stable as $$
    select p_row || jsonb_strip_nulls(jsonb_build_object(
        'project', (select name from public.projects where id::text in
                    (p_row ->> 'project_id', p_row ->> 'current_project_id', p_row ->> 'last_project_id') limit 1),
        'task', (select title from public.tasks where id::text in
                 (p_row ->> 'task_id', p_row ->> 'current_task_id') limit 1),
        'person', (select name from public.subcontractors where id::text in
                   (p_row ->> 'subcontractor_id', p_row ->> 'contact_id') limit 1)))
$$;

-- dated: the values of a row, where "now" is what the clock says.
create function script.dated(p_values jsonb) returns jsonb
language sql stable as $$
    select coalesce(jsonb_object_agg(key, case when value = '"now"' then to_jsonb(clock.now()) else value end), '{}')
    from jsonb_each(p_values)
$$;

create function script.read_rows(p_table text) returns jsonb
language plpgsql stable as $$
declare
    v_rows  jsonb;
begin
    execute format('select coalesce(jsonb_agg(script.described(to_jsonb(t))), ''[]'') from public.%I t', p_table)
    into v_rows;
    return v_rows;
end;
$$;

create function script.add_row(p_table text, p_values jsonb) returns void
language plpgsql as $$
declare
    v_columns  text := (select string_agg(quote_ident(key), ', ') from jsonb_object_keys(p_values) key);
begin
    execute format('insert into public.%1$I (%2$s) select %2$s from jsonb_populate_record(null::public.%1$I, $1)',
                   p_table, v_columns)
    using script.dated(p_values);
end;
$$;

-- change_rows: returns how many rows had what p_where says, and now have what p_set says.
create function script.change_rows(p_table text, p_where jsonb, p_set jsonb) returns int
language plpgsql as $$
declare
    v_columns  text := (select string_agg(quote_ident(key), ', ') from jsonb_object_keys(p_set) key);
    v_count    int;
begin
    execute format('update public.%I t set (%2$s) = (select %2$s from jsonb_populate_record(t, $1)) '
                   'where script.described(to_jsonb(t)) @> $2', p_table, v_columns)
    using script.dated(p_set), p_where;
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;

-- look_at: what became of somebody's messages since p_after, and how their newest session stands.
create function script.look_at(p_sender text, p_after bigint) returns jsonb
language sql stable as $$
    select jsonb_build_object(
        'messages', (select coalesce(jsonb_agg(jsonb_build_object(
                                'id', id, 'outcome', outcome, 'error', last_error, 'intent', trace ->> 'intent',
                                'language', trace ->> 'language') order by id), '[]')
                     from public.inbox where sender = p_sender and id > p_after),
        'session', (select to_jsonb(s) from public.conversation_sessions s
                    join public.subcontractors p on p.id = s.subcontractor_id
                    where p.phone = p_sender
                    order by s.started_at desc, s.ended_at desc nulls first limit 1))
$$;
