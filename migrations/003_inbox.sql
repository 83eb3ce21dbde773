-- Every message that came in, once, in the order of arrival. A row ends in exactly one outcome.
--   state    pending → done | dead
--   outcome  answered, merged (into the turn of a neighbour), handed_off, refused, ignored, dead
--   prompt   a tap, a typed number, a "cancel": never waits for the rest of a burst
--   trace    what the turn did: stages with their milliseconds, intent, error
--
-- The unique key is the promise "each provider message takes effect once" and does not begin with the person: a
-- provider's id is unique whoever is said to have sent it. (Spread over nodes, it becomes
-- `unique (contact_id, channel, provider_message_id)`: the one key that changes there.)

create table if not exists inbox (
    contact_id           uuid not null references contacts (id) on delete cascade,
    id                   bigint generated always as identity,
    channel              text not null check (channel in ('cloud', 'twilio', 'simulator')),
    provider_message_id  text not null,
    sender               text not null,
    kind                 text not null,
    content              jsonb not null,
    raw                  jsonb not null default '{}',
    prompt               boolean not null default false,
    state                text not null default 'pending' check (state in ('pending', 'done', 'dead')),
    outcome              text check (outcome in ('answered', 'merged', 'handed_off', 'refused', 'ignored', 'dead')),
    attempts             int not null default 0,
    last_error           text,
    trace                jsonb,
    provider_time        timestamptz,
    received_at          timestamptz not null default now(),
    finished_at          timestamptz,
    primary key (contact_id, id),
    unique (channel, provider_message_id),
    check ((state = 'pending') = (outcome is null))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

create index if not exists idx_inbox_pending on inbox (contact_id, id) where state = 'pending';
create index if not exists idx_inbox_dead on inbox (id) where state = 'dead';
create index if not exists idx_inbox_provider_message on inbox (provider_message_id);

notify pgrst, 'reload schema';
