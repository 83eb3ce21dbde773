-- notification_sent: the company has taken a notification.
-- in:     p_subcontractor_id, p_id
-- out:    false when its row is gone, with its person
-- races:  whoever posted it, lease or not, it was taken
-- caller: the notifier
create or replace function notification_sent(p_subcontractor_id uuid, p_id uuid) returns boolean
language plpgsql as $$
declare
    v_now timestamptz := now();
begin
    update notifications set state = 'sent', due_at = null, last_error = null, sent_at = v_now
    where subcontractor_id = p_subcontractor_id and id = p_id;
    return found;
end;
$$;
