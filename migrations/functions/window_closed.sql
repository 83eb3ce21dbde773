-- window_closed: may a person no longer be written to freely?
-- in:     p_contact_id; p_channel; p_now
-- out:    true when they last wrote on this channel more than 24 hours ago (a rule of WhatsApp; the simulator has none)
-- caller: due_payload
create or replace function window_closed(p_contact_id uuid, p_channel text, p_now timestamptz) returns boolean
language plpgsql stable as $$
begin
    return (
        select p_channel <> 'simulator' and coalesce(
            (select received_at < p_now - interval '24 hours'
             from inbox where contact_id = p_contact_id and channel = p_channel order by id desc limit 1), true));
end;
$$;
