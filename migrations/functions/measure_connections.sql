-- measure_connections: how near the server is to its limit of connections.
-- in:     –
-- out:    {used: connections of clients, of every database; allowed: for those who are no superuser; waiting: of them,
--         for a lock}
-- caller: relais doctor
create or replace function measure_connections() returns jsonb
language plpgsql stable as $$
begin
    return (
        select jsonb_build_object(
            'used', count(*),
            'allowed', current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
            'waiting', count(*) filter (where wait_event_type = 'Lock'))
        from pg_stat_activity where backend_type = 'client backend');
end;
$$;
