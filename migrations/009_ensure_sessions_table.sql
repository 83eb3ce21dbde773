-- A session is one conversation of one person (contract §6). Also completes a table that an older system left here:
-- its rows stay, what they lack gets the value that a new row would have, and a status or reason that we do not know
-- counts as ended.

create table if not exists conversation_sessions (
    subcontractor_id    uuid not null references subcontractors (id) on delete cascade,
    id                  uuid not null default gen_random_uuid(),
    primary key (subcontractor_id, id)
) with (fillfactor = 70);

alter table conversation_sessions
    drop constraint if exists conversation_sessions_status_check,
    drop constraint if exists conversation_sessions_ended_reason_check,
    add column if not exists status text not null default 'active',
    add column if not exists started_at timestamptz,
    add column if not exists last_message_at timestamptz,
    add column if not exists ended_at timestamptz,
    add column if not exists ended_reason text,
    add column if not exists message_count int,
    add column if not exists turn_count int,
    add column if not exists current_project_id uuid references projects (id) on delete set null,
    add column if not exists current_task_id uuid references tasks (id) on delete set null,
    add column if not exists phase text,
    add column if not exists flow jsonb,
    add column if not exists total_cost numeric(12, 6),
    add column if not exists summary text,
    add column if not exists updated_at timestamptz;

update conversation_sessions
set status = case when status in ('active', 'ended', 'escalated') then status else 'ended' end,
    ended_reason = case when ended_reason in ('timeout', 'end_of_day', 'user_request', 'escalation', 'operator',
                                              'duplicate_cleanup') then ended_reason end,
    started_at = coalesce(started_at, last_message_at, now()),
    last_message_at = coalesce(last_message_at, started_at, now()),
    message_count = coalesce(message_count, 0),
    turn_count = coalesce(turn_count, 0),
    phase = coalesce(phase, 'idle'),
    total_cost = coalesce(total_cost, 0),
    updated_at = coalesce(updated_at, last_message_at, started_at, now())
where num_nulls(status, started_at, last_message_at, message_count, turn_count, phase, total_cost, updated_at) > 0
   or status not in ('active', 'ended', 'escalated')
   or ended_reason not in ('timeout', 'end_of_day', 'user_request', 'escalation', 'operator', 'duplicate_cleanup');

alter table conversation_sessions
    alter column id set default gen_random_uuid(),
    alter column status set default 'active',
    alter column status set not null,
    alter column started_at set default now(),
    alter column started_at set not null,
    alter column last_message_at set default now(),
    alter column last_message_at set not null,
    alter column message_count set default 0,
    alter column message_count set not null,
    alter column turn_count set default 0,
    alter column turn_count set not null,
    alter column phase set default 'idle',
    alter column phase set not null,
    alter column total_cost set default 0,
    alter column total_cost set not null,
    alter column updated_at set default now(),
    alter column updated_at set not null,
    add constraint conversation_sessions_status_check check (status in ('active', 'ended', 'escalated')),
    add constraint conversation_sessions_ended_reason_check check (
        ended_reason in ('timeout', 'end_of_day', 'user_request', 'escalation', 'operator', 'duplicate_cleanup'));

-- What messages refer to; the primary key of an older table may be another one.
do $$
begin
    if not exists (select from pg_index where indrelid = 'conversation_sessions'::regclass and indisunique
                   and indpred is null and pg_get_indexdef(indexrelid) like '%(subcontractor_id, id)') then
        alter table conversation_sessions add constraint conversation_sessions_person_key unique (subcontractor_id, id);
    end if;
end;
$$;

create index if not exists idx_sessions_id on conversation_sessions (id);
create index if not exists idx_sessions_person_recent on conversation_sessions (subcontractor_id, started_at desc);
-- Not on last_message_at: it changes with every turn, and an index on it would make each of these updates a cold one.
create index if not exists idx_sessions_status on conversation_sessions (status, started_at);

notify pgrst, 'reload schema';
