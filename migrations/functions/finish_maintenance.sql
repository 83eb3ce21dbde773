-- finish_maintenance: writes down what came of a run, and forgets the runs of the job that are older than 90 days.
-- in:     p_job, p_slot – as begin_maintenance returned it; p_worker – who ran it; p_result – what it did, as a jsonb
--         object; p_error – why it failed, or null
-- out:    true; false when another worker has taken the run over meanwhile
-- caller: the schedule, relais maintain
create or replace function finish_maintenance(
    p_job text, p_slot text, p_worker text, p_result jsonb, p_error text) returns boolean
language plpgsql as $$
declare
    v_now    timestamptz := now();
    v_found  boolean;
begin
    update maintenance_runs set finished_at = v_now, result = p_result, error = p_error
    where job = p_job and slot = p_slot::timestamptz and worker = p_worker and finished_at is null;
    v_found := found;
    delete from maintenance_runs
    where job = p_job and slot < v_now - interval '90 days' and started_at < v_now - interval '90 days';
    return v_found;
end;
$$;
