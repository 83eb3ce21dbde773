-- Every reply part that goes out, written in the commit of its turn, sent in order per person.
--   state  pending → sending → sent → delivered → read; failed = the provider refused it; dead = we gave up
-- 'sending' is committed before the provider is called: what stands so after a crash may have been taken, so it waits
-- for its status before it is sent again.

create table if not exists outbox (
    contact_id           uuid not null references contacts (id) on delete cascade,
    id                   bigint generated always as identity,
    inbox_id             bigint,
    part                 int not null default 1,
    recipient            text not null,
    channel              text not null check (channel in ('cloud', 'twilio', 'simulator')),
    payload              jsonb not null,
    message_id           uuid,
    state                text not null default 'pending'
                         check (state in ('pending', 'sending', 'sent', 'delivered', 'read', 'failed', 'dead')),
    provider_message_id  text,
    attempts             int not null default 0,
    last_error           text,
    sending_since        timestamptz,
    created_at           timestamptz not null default now(),
    sent_at              timestamptz,
    primary key (contact_id, id),
    foreign key (contact_id, inbox_id) references inbox (contact_id, id) on delete set null (inbox_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

create unique index if not exists idx_outbox_part on outbox (contact_id, inbox_id, part) where inbox_id is not null;
create index if not exists idx_outbox_open on outbox (contact_id, id) where state in ('pending', 'sending');
create index if not exists idx_outbox_provider_message on outbox (provider_message_id)
    where provider_message_id is not null;

notify pgrst, 'reload schema';
