-- fail_turn: a turn that did not come to its end: tried again later, or set aside.
-- in:     p_contact_id, p_fence; p_inbox_ids – the turn's messages; p_error – one sentence; p_retry_seconds – until the
--         next try; p_max_attempts; p_apology – replies (see add_replies) for the person when it is set aside
-- out:    'retry' or 'dead'
-- errors: RL001 – the lane was lost
-- caller: the worker
create or replace function fail_turn(
    p_contact_id uuid, p_fence bigint, p_inbox_ids jsonb, p_error text, p_retry_seconds numeric, p_max_attempts int,
    p_apology jsonb)
returns text
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now       timestamptz := now();
    v_attempts  int := hold_lane(p_contact_id, p_fence);
    v_dead      boolean := v_attempts >= p_max_attempts;
begin
    update inbox
    set attempts = v_attempts, last_error = p_error,
        state = case when v_dead then 'dead' else state end,
        outcome = case when v_dead then 'dead' else outcome end,
        finished_at = case when v_dead then v_now end
    where contact_id = p_contact_id and state = 'pending'
      and id in (select value::bigint from jsonb_array_elements_text(p_inbox_ids))
      and (not v_dead or id = (p_inbox_ids ->> 0)::bigint);  -- its neighbours in the burst get their own try

    if v_dead then
        perform add_replies(p_contact_id, (p_inbox_ids ->> 0)::bigint, p_apology);
        update lanes set worker = null, attempts = 0, due_at = lane_due(p_contact_id, v_now, 0, 0)
        where contact_id = p_contact_id;
        return 'dead';
    end if;
    update lanes set worker = null, due_at = v_now + make_interval(secs => p_retry_seconds)
    where contact_id = p_contact_id;
    return 'retry';
end;
$$;
