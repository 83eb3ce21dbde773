-- A contact is anybody who ever wrote, under every address that means them: a phone as the provider writes it, its
-- national variants, a business-scoped user id. A subcontractor is a registered contact and has the same id, so the
-- lane and the inbox of a stranger need nothing special.

create table if not exists contacts (
    id          uuid primary key default gen_random_uuid(),
    created_at  timestamptz not null default now()
);

create table if not exists contact_aliases (
    alias       text primary key,
    contact_id  uuid not null references contacts (id) on delete cascade
);

create index if not exists idx_contact_aliases_contact on contact_aliases (contact_id);

notify pgrst, 'reload schema';
