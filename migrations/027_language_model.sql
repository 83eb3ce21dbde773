-- What a language model is given and what it leaves behind, when one is configured.
--   model_use                            tokens that a person used since their day began (see last_day_start): one row
--                                        each, which the first use of a new day begins anew
--   conversation_sessions.summarised_at  when a model wrote `summary`, or had its one try; null: it is the plain one
-- How many tokens a person may use in a day is a row that is yours to change; 0 asks the model nothing:
--   update runtime_settings set value = '100000' where name = 'model_daily_tokens';

create table if not exists model_use (
    subcontractor_id  uuid primary key references subcontractors (id) on delete cascade,
    day_start         timestamptz not null,
    tokens            bigint not null check (tokens >= 0)
);

alter table conversation_sessions add column if not exists summarised_at timestamptz;

create index if not exists idx_sessions_unsummarised on conversation_sessions (ended_at)
    where ended_at is not null and summarised_at is null;

insert into runtime_settings (name, value) values ('model_daily_tokens', '50000') on conflict (name) do nothing;

alter table model_use enable row level security;

do $$
declare
    v_role text;
begin
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on public.model_use from %I', v_role);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
        grant all on public.model_use to service_role;
    end if;
end;
$$;

notify pgrst, 'reload schema';
