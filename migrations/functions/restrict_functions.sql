-- restrict_functions: nobody but the owner and Supabase's service_role may call the named functions.
-- in:     p_names – names of functions of ours in the schema public
-- out:    how many functions were restricted
-- caller: relais migrate, after it applied the functions
create or replace function restrict_functions(p_names text[]) returns int
language plpgsql as $$
declare
    v_function regprocedure;
    v_role     text;
    v_count    int := 0;
begin
    for v_function in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname = any (p_names)
    loop
        execute format('revoke execute on function %s from public', v_function);
        for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
            execute format('revoke execute on function %s from %I', v_function, v_role);
        end loop;
        if exists (select from pg_roles where rolname = 'service_role') then
            execute format('grant execute on function %s to service_role', v_function);
        end if;
        v_count := v_count + 1;
    end loop;
    return v_count;
end;
$$;
