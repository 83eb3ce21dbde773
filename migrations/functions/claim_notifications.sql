-- claim_notifications: what the company is to be told now, whomever it is about.
-- in:     p_limit – notifications at most; p_lease_seconds – after which another notifier may take them
-- out:    {notifications: [{subcontractor_id, id, attempts, kind, body}], next_due_in: seconds until the next one is due,
--         or null}. body is what is posted: {kind, id, occurred_at, person: {id, name, phone}, session_id, …payload}
-- races:  rows that others are about to take are skipped
-- caller: the notifier
create or replace function claim_notifications(p_limit int, p_lease_seconds numeric) returns jsonb
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now      timestamptz := now();
    v_claimed  jsonb;
    v_next     timestamptz;
begin
    with due as (
        select subcontractor_id, id from notifications
        where due_at <= v_now order by due_at limit p_limit for update skip locked
    ), claimed as (
        update notifications n
        set attempts = n.attempts + 1, due_at = v_now + make_interval(secs => p_lease_seconds)
        from due where n.subcontractor_id = due.subcontractor_id and n.id = due.id
        returning n.*
    )
    select jsonb_agg(jsonb_build_object(
               'subcontractor_id', c.subcontractor_id, 'id', c.id, 'attempts', c.attempts, 'kind', c.kind,
               'body', '{"session_id": null}' || c.payload || jsonb_build_object(
                   'kind', c.kind, 'id', c.id, 'occurred_at', c.created_at,
                   'person', jsonb_build_object('id', p.id, 'name', p.name, 'phone', p.phone))))
    into v_claimed
    from claimed c join subcontractors p on p.id = c.subcontractor_id;
    select due_at into v_next from notifications where due_at is not null order by due_at limit 1;
    return jsonb_build_object('notifications', coalesce(v_claimed, '[]'),
                              'next_due_in', extract(epoch from v_next - v_now));
end;
$$;
