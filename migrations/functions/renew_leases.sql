-- renew_leases: turns that take longer keep their lanes.
-- in:     p_worker; p_leases – [{contact_id, fence}]; p_lease_seconds – from now
-- out:    how many were renewed; fewer than asked: the others were lost or are finished
-- races:  lanes are locked in the order of their person; one that is being finished is skipped
-- caller: the worker, every third of a lease
create or replace function renew_leases(p_worker text, p_leases jsonb, p_lease_seconds numeric) returns int
language plpgsql as $$
declare
    v_now   timestamptz := now();
    v_count int;
begin
    with held as (
        select l.contact_id from lanes l
        join jsonb_to_recordset(p_leases) as r (contact_id uuid, fence bigint)
             on r.contact_id = l.contact_id and r.fence = l.fence
        where l.worker = p_worker
        order by l.contact_id
        for update of l skip locked
    )
    update lanes l set due_at = v_now + make_interval(secs => p_lease_seconds)
    from held where held.contact_id = l.contact_id;
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
