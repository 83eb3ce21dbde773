-- The settings that SQL functions need, because they may be called from the SQL editor as well as by a worker.
-- `relais serve` writes them at start from its environment.

create table if not exists runtime_settings (
    name   text primary key,
    value  text not null
);

insert into runtime_settings (name, value) values
    ('session_idle_hours', '7'),
    ('session_day_start', '06:00'),
    ('default_timezone', 'Europe/Paris'),
    ('handoff_hours', '7')
on conflict (name) do nothing;

notify pgrst, 'reload schema';
