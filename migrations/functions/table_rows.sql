-- table_rows: about how many rows a table has. A large one is not counted: what the server last estimated is enough.
-- in:     p_table – its name
-- out:    the number; null when there is no such table
-- caller: check_sessions
create or replace function table_rows(p_table text) returns bigint
language plpgsql stable as $$
declare
    v_rows  bigint;
begin
    select reltuples into v_rows from pg_class where oid = to_regclass(format('public.%I', p_table));
    if v_rows < 10000 then  -- or -1: nobody ever looked
        execute format('select count(*) from public.%I', p_table) into v_rows;
    end if;
    return v_rows;
end;
$$;
