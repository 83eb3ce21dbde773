-- next_reply: the next part that a person is to be sent, marked as being sent; or the lane is put to rest.
-- in:     p_contact_id – of a reply lane that the caller has locked; p_worker; p_lease_seconds; p_reconcile_seconds –
--         how long a part with an unknown result waits for its status
-- out:    {contact_id, fence, id, recipient, channel, payload, attempts, reply_to, resent}, or null
-- caller: claim_replies, reply_sent, reply_failed
create or replace function next_reply(
    p_contact_id uuid, p_worker text, p_lease_seconds numeric, p_reconcile_seconds numeric)
returns jsonb
language plpgsql as $$
declare
    v_now    timestamptz := now();
    v_part   record;
    v_fence  bigint;
begin
    select * into v_part from outbox
    where contact_id = p_contact_id and state in ('pending', 'sending')
    order by id limit 1 for update;
    if not found then
        update reply_lanes set worker = null, due_at = null where contact_id = p_contact_id;
        return null;
    end if;
    if v_part.state = 'sending' and v_part.sending_since + make_interval(secs => p_reconcile_seconds) > v_now then
        update reply_lanes
        set worker = null, due_at = v_part.sending_since + make_interval(secs => p_reconcile_seconds)
        where contact_id = p_contact_id;
        return null;
    end if;

    update outbox
    set state = 'sending', sending_since = v_now, attempts = attempts + 1,
        last_error = case when v_part.state = 'sending' then 'sent again after an unknown result' else last_error end
    where contact_id = p_contact_id and id = v_part.id;
    update reply_lanes set worker = p_worker, due_at = v_now + make_interval(secs => p_lease_seconds)
    where contact_id = p_contact_id
    returning fence into v_fence;
    return jsonb_build_object(
        'contact_id', p_contact_id, 'fence', v_fence, 'id', v_part.id, 'recipient', v_part.recipient,
        'channel', v_part.channel, 'payload', v_part.payload, 'attempts', v_part.attempts + 1,
        'resent', v_part.state = 'sending');
end;
$$;
