-- apply_retention: removes what is older than it may be, at most one batch of each table.
-- in:     p_kind – see retention_rules; p_days – 1 at least; p_limit – rows of a table (for messages: sessions) at most
-- out:    how many rows, or sessions, were removed; call it again until that is 0
-- errors: RL003 – another kind, or no day
-- races:  what somebody holds is left for the next run. What is to go is locked by one statement and judged anew by the
--         next, which sees what was stored before the lock
-- caller: relais maintain retention, the schedule, the SQL editor
create or replace function apply_retention(p_kind text, p_days int, p_limit int default 500) returns int
language plpgsql as $$
declare
    v_now     timestamptz := now();
    v_before  timestamptz := v_now - make_interval(days => p_days);
    v_rule    record;
    v_held    tid[];
    v_some    int;
    v_count   int := 0;
begin
    if p_days is null or p_days < 1 or not exists (select from retention_rules() r where r.kind = p_kind) then
        raise exception '% days is no retention of %', coalesce(p_days::text, 'null'), coalesce(p_kind, 'null')
            using errcode = 'RL003';
    end if;
    for v_rule in select * from retention_rules() r where r.kind = p_kind loop
        execute format('select array(select t.ctid from public.%I t where %s limit $3 for update of t skip locked)',
                       v_rule.name, v_rule.condition)
        into v_held using v_before, v_now, p_limit;
        execute format('delete from public.%I t where t.ctid = any ($3) and %s', v_rule.name, v_rule.condition)
        using v_before, v_now, v_held;
        get diagnostics v_some = row_count;
        v_count := v_count + v_some;
    end loop;
    return v_count;
end;
$$;
