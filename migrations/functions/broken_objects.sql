-- broken_objects: what of ours is missing in the schema, is another one than it should be, or is not in force.
-- in:     –
-- out:    (check_name, table_name, name, definition), as in expected_objects; tables, views and functions have no definition
-- caller: run_checks, find_orphans, mend_object, relais doctor --fix; only the catalogue is read
--
-- A column is known by its name: older systems have other types. A function of ours is one that `relais migrate` applied; the few that are named here came with a migration.
create or replace function broken_objects()
returns table (check_name text, table_name text, name text, definition text)
language plpgsql stable as $$
begin
    return query
    with expected as materialized (select * from expected_objects()),
    ours as (
        select c.oid, c.relname::text as relname, c.relrowsecurity from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relname in (select e.table_name from expected e)
    ),
    actual as materialized (
        select 'missing_columns' as check_name, o.relname, a.attname::text as plain
        from pg_attribute a join ours o on o.oid = a.attrelid where a.attnum > 0 and not a.attisdropped
        union all
        select 'missing_indexes', o.relname, plain_definition(pg_get_indexdef(i.indexrelid))
        from pg_index i join ours o on o.oid = i.indrelid where i.indisvalid
        union all
        select 'missing_constraints', o.relname, plain_definition(pg_get_constraintdef(k.oid))
        from pg_constraint k join ours o on o.oid = k.conrelid
        where not exists (select from pg_trigger t where t.tgconstraint = k.oid and t.tgenabled not in ('O', 'A'))
        union all
        select 'missing_triggers', o.relname, plain_definition(pg_get_triggerdef(t.oid))
        from pg_trigger t join ours o on o.oid = t.tgrelid where t.tgenabled in ('O', 'A') and not t.tgisinternal
    )
    select e.* from expected e where not exists (
        select from actual a
        where a.check_name = e.check_name and a.relname = e.table_name
          and a.plain = case e.check_name when 'missing_columns' then e.name else plain_definition(e.definition) end)
      and (e.check_name <> 'missing_columns' or e.table_name in (select o.relname from ours o))
    union all
    select distinct 'missing_tables', e.table_name, e.table_name, '' from expected e
    where e.table_name not in (select o.relname from ours o)
    union all
    select 'missing_views', '', v.name, '' from expected_views() v where to_regclass('public.' || v.name) is null
    union all
    select 'invalid_constraints', o.relname, k.conname::text, pg_get_constraintdef(k.oid)
    from pg_constraint k join ours o on o.oid = k.conrelid
    where not k.convalidated and pg_get_constraintdef(k.oid) not like '%NOT ENFORCED%'
    union all
    select 'row_level_security', o.relname, o.relname, '' from ours o where not o.relrowsecurity
    union all
    select 'missing_functions', '', f.name, '' from (
        select m.name from schema_migrations m where m.kind = 'function' 
        union values ('debug_notice'), ('fold_text'), ('message_words')) f
    where not exists (
        select from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname = f.name);
end;
$$;
