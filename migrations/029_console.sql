-- Which processes of relais run, for the console's page Health: each writes its row down every half a minute, and a row
-- that was not renewed for an hour goes.
--     select name, role, version, seen_at from processes order by seen_at desc;

create table if not exists processes (
    name        text primary key,
    role        text not null check (role in ('all', 'door', 'worker')),
    version     text not null,
    started_at  timestamptz not null default now(),
    seen_at     timestamptz not null default now()
);

alter table processes enable row level security;

do $$
declare
    v_role text;
begin
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on public.processes from %I', v_role);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
        grant all on public.processes to service_role;
    end if;
end;
$$;

notify pgrst, 'reload schema';
