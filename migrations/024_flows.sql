-- What people report over several messages. The open report stands in conversation_sessions.flow; one that was left
-- before its end is kept here for a day, so that it can be resumed:
--     select name, kept_at, state from flow_drafts where subcontractor_id = '…';

create table if not exists flow_drafts (
    subcontractor_id  uuid not null references subcontractors (id) on delete cascade,
    id                uuid not null,
    name              text not null,
    state             jsonb not null,
    kept_at           timestamptz not null default now(),
    primary key (subcontractor_id, id)
);

alter table task_updates add column if not exists location jsonb;

alter table flow_drafts enable row level security;

do $$
declare
    v_role text;
begin
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on public.flow_drafts from %I', v_role);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
        grant all on public.flow_drafts to service_role;
    end if;
end;
$$;

notify pgrst, 'reload schema';
