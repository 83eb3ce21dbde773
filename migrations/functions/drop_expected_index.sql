-- drop_expected_index: takes an index of ours away again, because rows that it forbids are to come back.
-- in:     p_name – of expected_indexes
-- out:    true; false when it is none of ours, or is not there
-- caller: relais doctor --undo
create or replace function drop_expected_index(p_name text) returns boolean
language plpgsql as $$
begin
    if to_regclass(format('public.%I', p_name)) is null
       or not exists (select from expected_indexes() e where e.name = p_name) then
        return false;
    end if;
    execute format('drop index public.%I', p_name);
    return true;
end;
$$;
