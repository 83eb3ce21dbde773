-- What operators look at in the SQL editor, one call each:
--     select * from sessions_created_per_hour where hour > now() - interval '1 day';
--     select * from duplicate_active_sessions;         -- never a row
--     select * from messages_per_session_last_hour;    -- the busiest first
--     select * from people_with_many_new_sessions;     -- a row is somebody whose conversation breaks again and again
-- A view shows only what its reader may read in the tables: nothing, to an anonymous key.

create or replace view sessions_created_per_hour with (security_invoker = true) as
select date_trunc('hour', started_at, 'UTC') as hour, count(*) as sessions,
       count(distinct subcontractor_id) as people
from conversation_sessions
group by 1
order by 1 desc;

create or replace view duplicate_active_sessions with (security_invoker = true) as
select subcontractor_id, count(*) as sessions, max(last_message_at) as last_message_at,
       array_agg(id order by last_message_at desc, started_at desc, id) as session_ids
from conversation_sessions
where status = 'active'
group by subcontractor_id
having count(*) > 1;

create or replace view messages_per_session_last_hour with (security_invoker = true) as
select session_id, subcontractor_id, count(*) as messages,
       count(*) filter (where direction = 'inbound') as inbound,
       count(*) filter (where direction = 'outbound') as outbound, max(created_at) as last_message_at
from messages
where created_at > now() - interval '1 hour'
group by session_id, subcontractor_id
order by messages desc, session_id;

-- Any sixty seconds count, not only those of one minute on the clock. `sessions` is the most there were, `at` when.
create or replace view people_with_many_new_sessions with (security_invoker = true) as
select distinct on (subcontractor_id) subcontractor_id, sessions, at
from (
    select subcontractor_id, started_at as at,
           count(*) over (partition by subcontractor_id order by started_at
                          range between interval '1 minute' preceding and current row) as sessions
    from conversation_sessions
) counted
where sessions > 10
order by subcontractor_id, sessions desc, at desc;

do $$
declare
    v_view text;
    v_role text;
begin
    foreach v_view in array array['sessions_created_per_hour', 'duplicate_active_sessions',
                                  'messages_per_session_last_hour', 'people_with_many_new_sessions'] loop
        for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
            execute format('revoke all on public.%I from %I', v_view, v_role);
        end loop;
        if exists (select from pg_roles where rolname = 'service_role') then
            execute format('grant select on public.%I to service_role', v_view);
        end if;
    end loop;
end;
$$;

-- The sessions of an older system may have come without their foreign key. New rows are held to it from now on; old
-- ones that break it are left for `relais doctor --fix`.
do $$
begin
    if not exists (select from pg_constraint where conrelid = 'conversation_sessions'::regclass and contype = 'f'
                   and confrelid = 'subcontractors'::regclass) then
        alter table conversation_sessions add constraint conversation_sessions_subcontractor_id_fkey
            foreign key (subcontractor_id) references subcontractors (id) on delete cascade not valid;
        begin
            alter table conversation_sessions validate constraint conversation_sessions_subcontractor_id_fkey;
        exception when foreign_key_violation then
            raise warning 'sessions of people who are gone: relais doctor --fix';
        end;
    end if;
end;
$$;

notify pgrst, 'reload schema';
