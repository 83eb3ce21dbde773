-- find_orphans: rows whose foreign key leads nowhere: of every key that is missing or was never validated, and of
-- messages in any case.
-- in:     p_check_name – orphaned_messages, or orphaned_rows for all others
-- out:    (table_name, was, becomes), as in find_damage: what the key does on delete is done now. A row that the key
--         would have removed is removed, after all that hangs on it; otherwise the reference goes
-- caller: find_damage
create or replace function find_orphans(p_check_name text) returns table (table_name text, was text, becomes text)
language plpgsql stable as $$
declare
    v_key     record;
    v_orphan  jsonb;
begin
    for v_key in
        select f.table_name as child, p.parts[2] as parent, p.parts[4] = 'CASCADE' as cascades,
               string_to_array(p.parts[1], ', ') as columns, string_to_array(p.parts[3], ', ') as referred,
               string_to_array(coalesce(p.parts[5], p.parts[1]), ', ') as cleared
        from expected_foreign_keys() f
        cross join regexp_match(f.definition, 'KEY \((.+?)\) REFERENCES (\w+)\((.+?)\)'
                                              '(?: ON DELETE (CASCADE|SET NULL)(?: \((.+)\))?)?$') as p (parts)
        where (f.table_name = 'messages') = (p_check_name = 'orphaned_messages')
          and (f.table_name = 'messages' or exists (
              select from broken_objects() b where b.table_name = f.table_name and (b.name = f.name
                  or plain_definition(b.definition) = plain_definition(f.definition))))
    loop
        for v_orphan in execute format(
            'select to_jsonb(c) from public.%I c where num_nulls(%s) = 0 and not exists (select from public.%I p where %s)',
            v_key.child, (select string_agg(format('c.%I', name), ', ') from unnest(v_key.columns) as u (name)),
            v_key.parent, (select string_agg(format('p.%I = c.%I', referred, name), ' and ')
                           from unnest(v_key.referred, v_key.columns) as u (referred, name)))
        loop
            if v_key.cascades then
                return query select * from rows_below(v_key.child, v_orphan);
                return query select v_key.child, v_orphan::text, null::text;
            else
                return query select v_key.child, v_orphan::text, (v_orphan || (
                    select jsonb_object_agg(name, null) from unnest(v_key.cleared) as u (name)))::text;
            end if;
        end loop;
    end loop;
end;
$$;
