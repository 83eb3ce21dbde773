-- find_stuck_replies: replies that no sender will look at, or that have been `sending` for far too long.
-- in:     –
-- out:    (table_name, was, becomes), as in find_damage: the lane is due at once, and what was `sending` for twice
--         RECONCILE_SECONDS, an hour at least, waits to be sent again. Lanes come first: that is the order of their locks
-- caller: find_damage
create or replace function find_stuck_replies() returns table (table_name text, was text, becomes text)
language plpgsql stable as $$
declare
    v_now     timestamptz := now();
    v_oldest  timestamptz := v_now - greatest(
        make_interval(secs => 2 * coalesce(runtime_setting('reconcile_seconds'), '600')::numeric), interval '1 hour');
begin
    return query
    select 'reply_lanes', to_jsonb(r)::text,
           (coalesce(to_jsonb(r), '{}') || jsonb_build_object(
               'contact_id', waiting.contact_id, 'worker', null, 'due_at', v_now))::text
    from (
        select o.contact_id, bool_or(
            o.state = 'sending' and coalesce(o.sending_since, o.created_at) < v_oldest) as forgotten
        from outbox o where o.state in ('pending', 'sending') group by 1
    ) waiting
    left join reply_lanes r on r.contact_id = waiting.contact_id
    where r.due_at is null or (waiting.forgotten and r.due_at > v_now and r.worker is null);

    return query
    select 'outbox', to_jsonb(o)::text,
           (to_jsonb(o) || '{"state": "pending", "last_error": "sent again after an unknown result"}')::text
    from outbox o
    left join reply_lanes r on r.contact_id = o.contact_id
    where o.state = 'sending' and coalesce(o.sending_since, o.created_at) < v_oldest
      and not coalesce(r.worker is not null and r.due_at > v_now, false);  -- somebody is sending it right now
end;
$$;
