-- due_payload: what goes out of a part that is due, looked at right before it is sent.
-- in:     p_part – a row of outbox, whose lane the caller has locked; p_now
-- out:    its payload; outside the 24-hour window the template (see template_or_task); null: the part has failed
-- caller: next_reply
--
-- While a human has the conversation the bot does not talk over them, whatever it meant to say before.
create or replace function due_payload(p_part outbox, p_now timestamptz) returns jsonb
language plpgsql as $$
begin
    if not p_part.during_handoff
       and exists (select from subcontractors where id = p_part.contact_id and handoff_until > p_now) then
        perform mark_reply(p_part.contact_id, p_part.id, 'failed', null,
                           'a human has the conversation: the bot keeps silent');
        return null;
    end if;
    if window_closed(p_part.contact_id, p_part.channel, p_now) then
        return template_or_task(p_part.contact_id, p_part.id);
    end if;
    return p_part.payload;
end;
$$;
