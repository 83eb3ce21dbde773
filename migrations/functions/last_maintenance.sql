-- last_maintenance: the newest run of each job that came to an end.
-- in:     –
-- out:    {job: {finished_at: seconds since 1970, ok: whether it did what it should}}
-- caller: /metrics
create or replace function last_maintenance() returns jsonb
language plpgsql stable as $$
begin
    return (
        select coalesce(jsonb_object_agg(job, jsonb_build_object(
                   'finished_at', extract(epoch from finished_at), 'ok', error is null)), '{}')
        from (select distinct on (job) job, finished_at, error from maintenance_runs
              where finished_at is not null order by job, slot desc) newest);
end;
$$;
