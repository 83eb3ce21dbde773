-- answered_offer: what the message offered that was tapped or quoted.
-- in:     p_subcontractor_id – whose message it must be; p_reply_to – the provider's id of the message, or null
-- out:    its metadata, or that of the part of the same answer that carries the list; null when nobody knows it
-- caller: open_session
create or replace function answered_offer(p_subcontractor_id uuid, p_reply_to text) returns jsonb
language plpgsql stable as $$
begin
    return (
        select coalesce(carrier.metadata, m.metadata)
        from messages m
        left join messages carrier
            on carrier.subcontractor_id = m.subcontractor_id and carrier.id = (m.metadata ->> 'carrier')::uuid
        where m.provider_message_id = p_reply_to and m.subcontractor_id = p_subcontractor_id
        order by m.seq desc
        limit 1);
end;
$$;
