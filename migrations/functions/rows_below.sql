-- rows_below: what the removal of a row would change in other tables, so that it can be kept and put back.
-- in:     p_table_name, p_row – the row as jsonb
-- out:    (table_name, was, becomes), as in find_damage, the lowest first: removed, or its reference cleared
-- caller: find_orphans
create or replace function rows_below(p_table_name text, p_row jsonb)
returns table (table_name text, was text, becomes text)
language plpgsql stable as $$
declare
    v_key    record;
    v_child  jsonb;
begin
    for v_key in
        select c.relname::text as child, k.confdeltype = 'c' as cascades,
               string_agg(format('t.%I = ($1 ->> %L)::%s', a.attname, r.attname, format_type(r.atttypid, null)),
                          ' and ') as matches,
               jsonb_object_agg(a.attname, null)
                   filter (where k.confdelsetcols is null or a.attnum = any (k.confdelsetcols)) as cleared
        from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        cross join unnest(k.conkey, k.confkey) as pair (own, referred)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
        join pg_attribute r on r.attrelid = k.confrelid and r.attnum = pair.referred
        where k.confrelid = to_regclass(format('public.%I', p_table_name)) and k.confdeltype in ('c', 'n')
        group by k.oid, c.relname, k.confdeltype
    loop
        for v_child in execute format('select to_jsonb(t) from public.%I t where %s', v_key.child, v_key.matches)
            using p_row
        loop
            if v_key.cascades then
                return query select * from rows_below(v_key.child, v_child);
                return query select v_key.child, v_child::text, null::text;
            else
                return query select v_key.child, v_child::text, (v_child || v_key.cleared)::text;
            end if;
        end loop;
    end loop;
end;
$$;
