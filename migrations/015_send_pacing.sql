-- Pacing, shared by every worker: a token bucket per business number (of which there is one per channel) and one per
-- pair of that number and a person. A limit defers a reply; nobody sleeps.

create table if not exists send_buckets (
    channel      text primary key check (channel in ('cloud', 'twilio', 'simulator')),
    tokens       numeric not null,
    refilled_at  timestamptz not null
) with (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- The pair's bucket; null: full.
alter table reply_lanes
    add column if not exists tokens numeric,
    add column if not exists refilled_at timestamptz;

alter table send_buckets enable row level security;

do $$
declare
    v_role text;
begin
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on public.send_buckets from %I', v_role);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
        grant all on public.send_buckets to service_role;
    end if;
end;
$$;

notify pgrst, 'reload schema';
