-- What was said, in both directions, in the order of `seq` (a turn's messages share their created_at).
-- metadata.tool_outputs: what the tools returned for the list that this message shows; a later tap reads it.
-- metadata.options: what could be tapped or typed as a number, in order.

create table if not exists messages (
    subcontractor_id     uuid not null,
    id                   uuid not null default gen_random_uuid(),
    seq                  bigint generated always as identity,
    session_id           uuid not null,
    direction            text not null check (direction in ('inbound', 'outbound')),
    kind                 text not null default 'text',
    body                 text,
    language             text,
    channel              text not null default 'simulator' check (channel in ('cloud', 'twilio', 'simulator')),
    provider_message_id  text,
    reply_to             text,
    intent               text,
    confidence           real,
    metadata             jsonb not null default '{}',
    status               text not null default 'received',
    created_at           timestamptz not null default now(),
    primary key (subcontractor_id, id),
    foreign key (subcontractor_id, session_id) references conversation_sessions (subcontractor_id, id)
        on delete cascade
) with (fillfactor = 90);

create index if not exists idx_messages_session on messages (subcontractor_id, session_id, seq desc);
create index if not exists idx_messages_id on messages (id);
create index if not exists idx_messages_provider_message on messages (provider_message_id)
    where provider_message_id is not null;

-- What people reported. One effect of one message is written once, however often its turn runs.
create table if not exists task_updates (
    subcontractor_id   uuid not null references subcontractors (id) on delete cascade,
    id                 uuid not null default gen_random_uuid(),
    session_id         uuid not null,
    source_message_id  uuid not null,
    effect             int not null default 1,
    task_id            uuid references tasks (id) on delete cascade,
    body               text,
    progress           int check (progress between 0 and 100),
    media              jsonb not null default '[]',
    created_at         timestamptz not null default now(),
    primary key (subcontractor_id, id),
    unique (subcontractor_id, source_message_id, effect)
);

create table if not exists incidents (
    subcontractor_id   uuid not null references subcontractors (id) on delete cascade,
    id                 uuid not null default gen_random_uuid(),
    number             bigint generated always as identity,
    session_id         uuid not null,
    source_message_id  uuid not null,
    effect             int not null default 1,
    project_id         uuid references projects (id) on delete cascade,
    body               text,
    media              jsonb not null default '[]',
    location           jsonb,
    status             text not null default 'open' check (status in ('open', 'closed')),
    created_at         timestamptz not null default now(),
    primary key (subcontractor_id, id),
    unique (subcontractor_id, source_message_id, effect)
);

notify pgrst, 'reload schema';
