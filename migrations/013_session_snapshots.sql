-- A session and its messages, whole, before they are removed.

create table if not exists session_snapshots (
    subcontractor_id  uuid not null,
    session_id        uuid not null,
    session           jsonb not null,
    messages          jsonb not null,
    created_at        timestamptz not null default now(),
    primary key (subcontractor_id, session_id)
);

create index if not exists idx_session_snapshots_session on session_snapshots (session_id);

notify pgrst, 'reload schema';
