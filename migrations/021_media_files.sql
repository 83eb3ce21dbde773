-- The files that people sent: one row per file, written with the turn of its message; a fetcher brings the file itself
-- from the provider into the private bucket, or under DATA_DIR.
--   state     pending → stored | failed (last_error says why)
--   position  of the file within its message, from 1
--   path      where the file lies: <person>/<id><extension>
--   due_at    when somebody should fetch it; while it is being fetched: when the lease ends. Null: nothing to do
--   attempts  claims so far: the fence of the last one
--
-- No foreign key to messages: a file outlives the archiving of its session.

create table if not exists media_files (
    subcontractor_id     uuid not null references subcontractors (id) on delete cascade,
    id                   uuid not null default gen_random_uuid(),
    message_id           uuid not null,
    provider_message_id  text not null,
    position             int not null,
    channel              text not null check (channel in ('cloud', 'twilio', 'simulator')),
    provider_media_id    text,
    provider_url         text,
    mime_type            text,
    filename             text,
    state                text not null default 'pending' check (state in ('pending', 'stored', 'failed')),
    path                 text,
    bytes                bigint,
    sha256               text,
    attempts             int not null default 0,
    due_at               timestamptz default now(),
    last_error           text,
    created_at           timestamptz not null default now(),
    stored_at            timestamptz,
    primary key (subcontractor_id, id),
    unique (subcontractor_id, provider_message_id, position),
    check ((state = 'pending') = (due_at is not null)),
    check ((state = 'stored') = (stored_at is not null and path is not null))
);

create index if not exists idx_media_files_due on media_files (due_at) where due_at is not null;
create index if not exists idx_media_files_id on media_files (id);

alter table media_files enable row level security;

do $$
declare
    v_role text;
begin
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on public.media_files from %I', v_role);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
        grant all on public.media_files to service_role;
    end if;
end;
$$;

notify pgrst, 'reload schema';
