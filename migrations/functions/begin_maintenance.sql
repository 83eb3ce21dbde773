-- begin_maintenance: may this worker run a job now?
-- in:     p_job – its name; p_slot – when it was due, as ISO 8601 (null: somebody asks for it now, due or not);
--         p_longest_seconds – a run that has not ended after so long has lost its worker; p_worker – who asks
-- out:    {slot: under which it has begun now: do the work and call finish_maintenance | null: do not,
--          again_in: seconds after which to ask again, because it runs or has just failed | null: it was done,
--          worker: who runs it or failed}
-- races:  an advisory lock per job, held while this function decides; a run itself is a row, because over Supabase's
--         REST no lock outlives its call
-- caller: the schedule, relais maintain
create or replace function begin_maintenance(
    p_job text, p_slot text, p_longest_seconds double precision, p_worker text) returns jsonb
language plpgsql as $$
declare
    v_now      timestamptz := now();
    v_slot     timestamptz := coalesce(p_slot::timestamptz, v_now);
    v_last     record;
    v_free_at  timestamptz;
begin
    perform pg_advisory_xact_lock(hashtextextended('relais maintenance ' || p_job, 0));
    -- In one look: a run may come to its end between two.
    select r.*, exists (select from maintenance_runs d where d.job = p_job and d.slot >= v_slot
                        and d.finished_at is not null and d.error is null) as done
    into v_last
    from maintenance_runs r where r.job = p_job order by r.slot desc limit 1;
    if p_slot is not null and v_last.done then
        return jsonb_build_object('slot', null, 'again_in', null, 'worker', null);
    end if;

    v_free_at := case
        when v_last.finished_at is null then v_last.started_at + make_interval(secs => p_longest_seconds)
        when v_last.error is not null and p_slot is not null then v_last.finished_at + interval '5 minutes'
    end;
    if v_free_at > v_now then
        return jsonb_build_object('slot', null, 'again_in', extract(epoch from v_free_at - v_now),
                                  'worker', v_last.worker);
    end if;

    v_slot := greatest(v_slot, v_last.slot);  -- what failed or lost its worker is begun anew in its own row
    insert into maintenance_runs (job, slot, worker, started_at) values (p_job, v_slot, p_worker, v_now)
    on conflict (job, slot) do update
        set worker = excluded.worker, started_at = excluded.started_at, finished_at = null, result = null, error = null;
    return jsonb_build_object('slot', v_slot, 'again_in', null, 'worker', p_worker);
end;
$$;
