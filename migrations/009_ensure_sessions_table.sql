-- A session is one conversation of one person (contract §6). Also completes a table that an older system left here.

create table if not exists conversation_sessions (
    subcontractor_id    uuid not null references subcontractors (id) on delete cascade,
    id                  uuid not null default gen_random_uuid(),
    status              text not null default 'active' check (status in ('active', 'ended', 'escalated')),
    started_at          timestamptz not null default now(),
    last_message_at     timestamptz not null default now(),
    ended_at            timestamptz,
    ended_reason        text check (ended_reason in ('timeout', 'end_of_day', 'user_request', 'escalation', 'operator',
                                                     'duplicate_cleanup')),
    message_count       int not null default 0,
    turn_count          int not null default 0,
    current_project_id  uuid references projects (id) on delete set null,
    current_task_id     uuid references tasks (id) on delete set null,
    phase               text not null default 'idle',
    flow                jsonb,
    total_cost          numeric(12, 6) not null default 0,
    summary             text,
    updated_at          timestamptz not null default now(),
    primary key (subcontractor_id, id)
) with (fillfactor = 70);

alter table conversation_sessions
    add column if not exists ended_at timestamptz,
    add column if not exists ended_reason text,
    add column if not exists message_count int not null default 0,
    add column if not exists turn_count int not null default 0,
    add column if not exists current_project_id uuid references projects (id) on delete set null,
    add column if not exists current_task_id uuid references tasks (id) on delete set null,
    add column if not exists phase text not null default 'idle',
    add column if not exists flow jsonb,
    add column if not exists total_cost numeric(12, 6) not null default 0,
    add column if not exists summary text,
    add column if not exists updated_at timestamptz not null default now();

create index if not exists idx_sessions_id on conversation_sessions (id);
create index if not exists idx_sessions_person_recent on conversation_sessions (subcontractor_id, started_at desc);
create index if not exists idx_sessions_status on conversation_sessions (status, last_message_at);

notify pgrst, 'reload schema';
