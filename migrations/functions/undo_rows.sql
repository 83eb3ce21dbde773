-- undo_rows: puts rows back as they were before repair_rows, where they are still what it made of them.
-- in:     p_changes – as repair_rows returned them
-- out:    how many were put back
-- errors: as in repair_rows
-- caller: relais doctor --undo
--
-- Rows that break a foreign key or a check go back all the same: such a constraint of theirs is made anew, and is left
-- unvalidated where a row breaks it.
create or replace function undo_rows(p_changes jsonb) returns int
language plpgsql as $$
declare
    v_inverse  jsonb;
    v_keys     jsonb;
    v_key      record;
    v_count    int;
begin
    select jsonb_agg(jsonb_build_object('table_name', c -> 'table_name', 'was', c -> 'becomes', 'becomes', c -> 'was')
                     order by place desc)
    into v_inverse from jsonb_array_elements(p_changes) with ordinality as item (c, place);
    begin
        return jsonb_array_length(repair_rows(v_inverse, 'integrity.undone'));
    exception when foreign_key_violation or check_violation then
        null;  -- once more, without what stands in the way
    end;

    select jsonb_agg(jsonb_build_object('t', k.conrelid::regclass, 'name', k.conname,
                                        'definition', replace(pg_get_constraintdef(k.oid), ' NOT VALID', '')))
    into v_keys from pg_constraint k
    where k.contype in ('f', 'c') and k.conrelid in (
        select format('public.%I', c ->> 'table_name')::regclass from jsonb_array_elements(p_changes) c);
    for v_key in select * from jsonb_to_recordset(v_keys) as k (t text, name text, definition text) loop
        execute format('alter table %s drop constraint %I', v_key.t, v_key.name);
    end loop;
    v_count := jsonb_array_length(repair_rows(v_inverse, 'integrity.undone'));
    for v_key in select * from jsonb_to_recordset(v_keys) as k (t text, name text, definition text) loop
        execute format('alter table %s add constraint %I %s not valid', v_key.t, v_key.name, v_key.definition);
        begin
            execute format('alter table %s validate constraint %I', v_key.t, v_key.name);
        exception when foreign_key_violation or check_violation then
            null;  -- the damage is back, and check_integrity says so
        end;
    end loop;
    return v_count;
end;
$$;
