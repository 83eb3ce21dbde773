-- database_health: what /health/ready wants to know, in one call.
-- in:     –
-- out:    {server_version, read_only, migrations: how many are applied, now: the server's clock}
-- caller: the health routes, relais doctor
--
-- Volatile: PostgREST calls a stable function in a transaction that only reads, and that is what it would find.
create or replace function database_health() returns jsonb
language sql volatile as $$
    select jsonb_build_object(
        'server_version', current_setting('server_version'),
        'read_only', pg_is_in_recovery() or current_setting('transaction_read_only')::boolean,
        'migrations', (select count(*) from schema_migrations where kind = 'migration'),
        'now', now());
$$;
