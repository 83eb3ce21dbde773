-- expected_objects: every column, key, foreign key, check, index and trigger that the migrations create.
-- in:     –
-- out:    (check_name – the check of check_integrity that misses it; table_name, name, definition – as Postgres prints
--         it). A column comes before the keys of it, a key before the foreign keys that need it
-- caller: broken_objects, change_row
create or replace function expected_objects()
returns table (check_name text, table_name text, name text, definition text)
language plpgsql immutable as $$
begin
    return query
    select 'missing_columns', c.* from expected_columns() c
    union all select 'missing_constraints', k.* from expected_keys() k
    union all select 'missing_constraints', f.* from expected_foreign_keys() f
    union all select 'missing_constraints', c.* from expected_checks() c
    union all select 'missing_indexes', i.* from expected_indexes() i
    union all select 'missing_triggers', t.* from expected_triggers() t;
end;
$$;
