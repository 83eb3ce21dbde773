-- What maintenance did and when: one row for each job and each time at which it was due. In the SQL editor:
--     select * from maintenance_runs order by started_at desc limit 20;
-- finished_at null: it runs, or its worker died. error null: it did what it should.

create table if not exists maintenance_runs (
    job          text not null,
    slot         timestamptz not null,
    worker       text not null,
    started_at   timestamptz not null default now(),
    finished_at  timestamptz,
    result       jsonb,
    error        text,
    primary key (job, slot)
);

-- A run is missed when nobody was there at its time, not when the house was not built yet: a new database has nothing
-- to catch up with.
insert into maintenance_runs (job, slot, worker, finished_at, result)
select name, now(), 'migration', now(), '{}'
from unnest(array['cleanup-sessions', 'cleanup-references', 'check-sessions', 'retention']) as jobs (name)
where not exists (select from maintenance_runs r where job = name);

alter table maintenance_runs enable row level security;

do $$
declare
    v_role text;
begin
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on public.maintenance_runs from %I', v_role);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
        grant all on public.maintenance_runs to service_role;
    end if;
end;
$$;

notify pgrst, 'reload schema';
