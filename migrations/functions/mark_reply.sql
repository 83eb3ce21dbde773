-- mark_reply: the one place where a reply's state moves, and only ever forward.
-- in:     p_contact_id, p_id; p_state – sent, delivered, read, failed, dead; p_provider_message_id – or null; p_error –
--         or null
-- out:    the state it was in before; null when there is no such reply
-- races:  the caller has locked the person's reply lane, as everybody does who touches their outbox, and no session
-- caller: due_payload, template_or_task, reply_sent, reply_failed, apply_statuses
--
-- pending, sending < sent < failed, dead < delivered < read: a part that was reported as failed may still arrive, but
-- what has arrived never fails any more. A part that the provider took is billed, once, to the session it was said in.
create or replace function mark_reply(
    p_contact_id uuid, p_id bigint, p_state text, p_provider_message_id text, p_error text)
returns text
language plpgsql as $$
declare
    v_now      timestamptz := now();
    v_order    text[] := '{pending,sending,sent,failed,dead,delivered,read}';
    v_part     record;
    v_state    text;
    v_session  uuid;
    v_cost     numeric;
begin
    select state, message_id, channel, template into v_part
    from outbox where contact_id = p_contact_id and id = p_id;
    if not found then
        return null;
    end if;
    v_state := case when array_position(v_order, p_state) > array_position(v_order, v_part.state)
                    then p_state else v_part.state end;
    update outbox
    set state = v_state,
        provider_message_id = coalesce(p_provider_message_id, provider_message_id),
        last_error = coalesce(p_error, last_error),
        sent_at = case when v_state in ('sent', 'delivered', 'read') then coalesce(sent_at, v_now) else sent_at end
    where contact_id = p_contact_id and id = p_id;
    if v_part.message_id is not null then
        update messages
        set status = v_state, provider_message_id = coalesce(p_provider_message_id, provider_message_id)
        where subcontractor_id = p_contact_id and id = v_part.message_id
        returning session_id into v_session;
        if v_part.state in ('pending', 'sending') and v_state in ('sent', 'delivered', 'read') then
            v_cost := price_of(format(case when v_part.template is null then 'message.%s.out' else 'template.%s' end,
                                      v_part.channel), 1);
            if v_cost > 0 then
                update conversation_sessions set total_cost = total_cost + v_cost, updated_at = v_now
                where subcontractor_id = p_contact_id and id = v_session;
            end if;
        end if;
    end if;
    return v_part.state;
end;
$$;
