-- Message templates that were created at a provider once and are reused by a hash of what they say (Twilio contents).

create table if not exists provider_contents (
    key          text primary key,
    provider_id  text not null,
    created_at   timestamptz not null default now()
);

notify pgrst, 'reload schema';
