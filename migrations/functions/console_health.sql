-- console_health: what the database knows of how relais runs, for the console.
-- in:     –
-- out:    {server_version, read_only, migrations: see database_health, lanes: see measure_lanes, processes: [{name, role,
--         version, started_at, seen_at}], maintenance: [{job, worker, started_at, finished_at, error}] with the newest
--         run of each job, traffic: [{channel, last_in, last_out, error, error_at}] of the last day}
-- caller: the console
create or replace function console_health() returns jsonb
language plpgsql volatile as $$
declare
    v_now  timestamptz := now();
    v_day  timestamptz;
begin
    v_day := v_now - interval '1 day';
    return database_health() || jsonb_build_object(
        'lanes', measure_lanes(),
        'processes', (select coalesce(jsonb_agg(to_jsonb(p) order by seen_at desc, name), '[]') from processes p),
        'maintenance', (
            select coalesce(jsonb_agg(to_jsonb(r) order by job), '[]')
            from (select distinct on (job) job, worker, started_at, finished_at, error
                  from maintenance_runs order by job, slot desc) r),
        'traffic', (
            with came as (
                select channel, max(received_at) as last_in from inbox where received_at > v_day group by channel
            ), went as (
                select channel, max(sent_at) as last_out,
                       max(array[created_at::text, last_error]) filter (where last_error is not null) as newest
                from outbox where created_at > v_day group by channel
            )
            select coalesce(jsonb_agg(jsonb_build_object(
                       'channel', channel, 'last_in', last_in, 'last_out', last_out, 'error', newest[2],
                       'error_at', newest[1]::timestamptz) order by channel), '[]')
            from came full join went using (channel)));
end;
$$;
