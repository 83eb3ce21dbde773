-- check_integrity: is the data what we promise it is?
-- in:     –
-- out:    rows (check_name, status, found, detail); status is 'ok' exactly when found is 0, else 'broken'
-- caller: relais doctor, the SQL editor
create or replace function check_integrity()
returns table (check_name text, status text, found bigint, detail text)
language sql stable as $$
    select c.name, case c.found when 0 then 'ok' else 'broken' end, c.found, c.detail
    from (
        select 'duplicate_active_sessions' as name,
               (select count(*) from (select from conversation_sessions s where s.status = 'active'
                                      group by s.subcontractor_id having count(*) > 1) d) as found,
               'people with more than one active session' as detail
        union all
        select 'orphaned_messages',
               (select count(*) from messages m where not exists (
                    select from conversation_sessions s
                    where s.subcontractor_id = m.subcontractor_id and s.id = m.session_id)),
               'messages whose session is gone'
        union all
        select 'message_counts',
               (select count(*) from conversation_sessions s where s.message_count <> (
                    select count(*) from messages m
                    where m.subcontractor_id = s.subcontractor_id and m.session_id = s.id)),
               'sessions whose message_count is not the number of their messages'
        union all
        select 'inbox_without_outcome',
               (select count(*) from inbox i left join lanes l using (contact_id)
                where i.state = 'pending' and l.due_at is null),
               'waiting messages that no worker will look at'
        union all
        select 'replies_stuck',
               (select count(*) from outbox o left join reply_lanes r using (contact_id)
                where o.state in ('pending', 'sending') and r.due_at is null),
               'replies that no sender will look at'
        union all
        select 'deleted_projects_referenced',
               (select count(*) from subcontractors p join projects j on j.id = p.last_project_id
                where j.deleted_at is not null),
               'people whose last project is deleted'
        union all
        select 'active_session_index',
               (select 1 - count(*) from pg_index i
                where i.indexrelid = to_regclass('public.idx_unique_active_session_per_user') and i.indisvalid
                  and pg_get_indexdef(i.indexrelid) like 'CREATE UNIQUE INDEX %(subcontractor_id) WHERE %active%'),
               'the partial unique index of active sessions is missing or another one'
        union all
        select 'message_count_triggers',
               (select 2 - count(*) from pg_trigger t
                where t.tgrelid = 'messages'::regclass and t.tgname like 'count_messages_%' and t.tgenabled = 'O'),
               'triggers that keep message_count and are missing'
        union all
        select 'invalid_constraints',
               (select count(*) from pg_constraint k
                where k.connamespace = 'public'::regnamespace and not k.convalidated),
               'constraints that were never validated'
    ) c;
$$;
