-- mend_object: makes one column, index, constraint, trigger or row level security that broken_objects found what it
--         should be; what was in a column that is gone does not come back
-- in:     p_check_name, p_table_name, p_name – of broken_objects
-- out:    true; false when it is not broken, or is a table, a view or a function: `relais doctor --fix` has their files
-- errors: whatever rule of the database it breaks: rows that are no good, rights that the caller does not have
-- caller: relais doctor --fix, the SQL editor: select o.*, mend_object(check_name, table_name, name) from broken_objects() o
--
-- What holds the name and is another one goes. A new constraint binds new rows at once, and is validated on its own.
create or replace function mend_object(p_check_name text, p_table_name text, p_name text) returns boolean
language plpgsql as $$
declare
    v_object record;
begin
    select * into v_object from broken_objects() o
    where o.check_name = p_check_name and o.table_name = p_table_name and o.name = p_name;
    if not found or p_check_name in ('missing_tables', 'missing_views', 'missing_functions') then
        return false;
    end if;
    case p_check_name
        when 'missing_columns' then
            execute format('alter table public.%I add column %I %s', p_table_name, p_name, v_object.definition);
        when 'missing_indexes' then
            execute format('drop index if exists public.%I', p_name);
            execute v_object.definition;
        when 'missing_triggers' then
            execute format('drop trigger if exists %I on public.%I', p_name, p_table_name);
            execute v_object.definition;
        when 'missing_constraints' then
            execute format('alter table public.%I drop constraint if exists %I', p_table_name, p_name);
            execute format('alter table public.%I add constraint %I %s%s', p_table_name, p_name, v_object.definition,
                           case when v_object.definition ~ '^(FOREIGN|CHECK)' then ' not valid' else '' end);
        when 'invalid_constraints' then
            execute format('alter table public.%I validate constraint %I', p_table_name, p_name);
        when 'row_level_security' then
            execute format('alter table public.%I enable row level security', p_table_name);
    end case;
    return true;
end;
$$;
