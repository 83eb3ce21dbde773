-- Every script begins with rows that were kept: what the migrations left, with the demo company or without it.
-- Rows are put back, not the database: a copy of it for each script would start with cold connections.

create table script.kept (
    state    text not null,
    name     text not null,
    columns  text not null,
    rows     jsonb not null,
    primary key (state, name)
);

-- keep: remembers what every table holds as a state to go back to.
create function script.keep(p_state text) returns void
language plpgsql as $$
declare
    v_table  record;
begin
    for v_table in
        select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migrations'
        group by c.relname
    loop
        execute format('insert into script.kept '
                       'select $1, %L, %L, coalesce(jsonb_agg(to_jsonb(t)), ''[]'') from public.%I t',
                       v_table.name, v_table.columns, v_table.name)
        using p_state;
    end loop;
end;
$$;

-- reset: brings every table back to a state.
create function script.reset(p_state text) returns void
language plpgsql as $$
declare
    v_kept  record;
begin
    perform set_config('session_replication_role', 'replica', true);  -- no trigger, no foreign key, any order
    for v_kept in select * from script.kept where state = p_state loop
        execute format('delete from public.%I', v_kept.name);
        if v_kept.rows <> '[]' then
            execute format('insert into public.%1$I (%2$s) overriding system value '
                           'select %2$s from jsonb_populate_recordset(null::public.%1$I, $1)', v_kept.name, v_kept.columns)
            using v_kept.rows;
        end if;
    end loop;
end;
$$;
