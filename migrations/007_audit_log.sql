-- What was chosen, refused and decided about a person, and by whom.

create table if not exists audit_log (
    subcontractor_id  uuid not null,
    id                bigint generated always as identity,
    action            text not null,
    detail            jsonb not null default '{}',
    created_at        timestamptz not null default now(),
    primary key (subcontractor_id, id)
);

notify pgrst, 'reload schema';
