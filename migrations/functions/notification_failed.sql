-- notification_failed: the company did not take a notification: again later, or never.
-- in:     p_subcontractor_id, p_id; p_attempt – as claim_notifications gave it; p_error – one sentence;
--         p_retry_seconds – until the next try, null: never
-- out:    false when somebody else has claimed it since: nothing was written
-- caller: the notifier
create or replace function notification_failed(
    p_subcontractor_id uuid, p_id uuid, p_attempt int, p_error text, p_retry_seconds numeric)
returns boolean
language plpgsql as $$
declare
    v_now timestamptz := now();
begin
    update notifications
    set state = case when p_retry_seconds is null then 'dead' else 'pending' end,
        due_at = v_now + make_interval(secs => p_retry_seconds), last_error = p_error
    where subcontractor_id = p_subcontractor_id and id = p_id and state = 'pending' and attempts = p_attempt;
    return found;
end;
$$;
