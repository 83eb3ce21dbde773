-- What was applied: every migration once, every function whenever its file changed. Written by `relais migrate`.

create table if not exists schema_migrations (
    name        text primary key,
    kind        text not null check (kind in ('migration', 'function')),
    checksum    text not null,
    applied_at  timestamptz not null default now()
);

notify pgrst, 'reload schema';
