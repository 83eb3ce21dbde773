-- run_checks: is the data, and is the schema, what we promise it is?
-- in:     p_names – of the checks below, in any order
-- out:    rows (check_name, status, found, detail), as in check_integrity
-- caller: check_integrity, check_sessions
create or replace function run_checks(p_names text[])
returns table (check_name text, status text, found bigint, detail text)
language plpgsql stable as $$
begin
    return query
    with checks (place, name, says) as (values
        (1, 'duplicate_active_sessions', 'active sessions beside another one of the same person'),
        (2, 'orphaned_messages', 'messages whose session is gone'),
        (3, 'orphaned_rows', 'rows whose foreign key leads nowhere'),
        (4, 'message_counts', 'sessions whose message_count is not the number of their messages'),
        (5, 'inbox_without_outcome', 'people whose message waits and whom no worker will look at'),
        (6, 'wrong_outcomes', 'messages that are finished without an outcome, or have one too early'),
        (7, 'replies_stuck', 'replies that no sender will look at, or that are being sent for too long'),
        (8, 'deleted_projects_referenced', 'people and active sessions whose project is deleted'),
        (9, 'missing_tables', 'tables that are missing'),
        (10, 'missing_columns', 'columns that are missing'),
        (11, 'missing_indexes', 'indexes that are missing, invalid or other ones'),
        (12, 'missing_constraints', 'keys, foreign keys and checks that are missing or not enforced'),
        (13, 'invalid_constraints', 'constraints that were never validated'),
        (14, 'missing_triggers', 'triggers that are missing or switched off'),
        (15, 'missing_views', 'views that are missing'),
        (16, 'missing_functions', 'functions that are missing'),
        (17, 'row_level_security', 'tables that an anonymous key may read')
    ),
    problems as (
        select c.name, concat_ws(' ', d.table_name, coalesce(r.seen ->> 'id', r.seen ->> 'contact_id')) as what
        from checks c
        cross join lateral find_damage(c.name) d
        cross join lateral (select coalesce(d.was, d.becomes)::jsonb as seen) r
        where c.name = any (p_names)
        union all
        select o.check_name, case o.check_name when 'missing_columns' then o.table_name || '.' else '' end || o.name
        from broken_objects() o
    )
    select c.name, case when s.found = 0 then 'ok' else 'broken' end, s.found,
           c.says || coalesce(': ' || s.examples, '') || case when s.found > 3 then ', …' else '' end
    from checks c
    cross join lateral (
        select count(*) as found, string_agg(n.what, ', ') filter (where n.place <= 3) as examples
        from (select p.what, row_number() over (order by p.what) as place
              from problems p where p.name = c.name) n
    ) s
    where c.name = any (p_names)
    order by c.place;
end;
$$;
