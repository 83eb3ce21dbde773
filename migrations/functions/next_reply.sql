-- next_reply: the next part that a person is to be sent, marked as being sent; or the lane is put to rest.
-- in:     p_contact_id – of a reply lane that the caller has locked; p_worker
--         p_rules – {lease_seconds, reconcile_seconds: how long a part with an unknown result waits for its status;
--         resend_seconds: from now on at least, because its status may be under way still;
--         rate_per_second: see take_send_tokens; pair_burst: tokens of a pair at most, which gets one more every six
--         seconds; claim: the lane gets a new fence, and the number's token was taken already}
-- out:    {contact_id, fence, id, recipient, channel, payload, attempts, resent}, or null: nothing to send, or not yet
-- caller: claim_replies, reply_sent, reply_failed
--
-- What would fall outside the 24-hour window, or into a human's conversation, is not tried: see due_payload. A part that
-- may have gone out in time waits for its status first; a template that has not gone out yet when the person writes
-- again is the part once more.
create or replace function next_reply(p_contact_id uuid, p_worker text, p_rules jsonb) returns jsonb
language plpgsql as $$
declare
    v_now      timestamptz := now();
    v_part     outbox;
    v_payload  jsonb;
    v_lane     record;
    v_due      timestamptz;
begin
    loop
        v_due := null;
        select * into v_part from outbox
        where contact_id = p_contact_id and state in ('pending', 'sending')
        order by id limit 1;
        if v_part.state = 'sending' then  -- an unknown result: its status decides, or time
            v_due := greatest(v_part.sending_since + make_interval(secs => (p_rules ->> 'reconcile_seconds')::numeric),
                              v_now + make_interval(secs => coalesce((p_rules ->> 'resend_seconds')::numeric, 0)));
        end if;
        exit when v_part.id is null or v_due > v_now;
        v_payload := due_payload(v_part, v_now);
        exit when v_payload is not null;
    end loop;

    select fence + (p_rules ? 'claim')::int as fence, least((p_rules ->> 'pair_burst')::numeric, coalesce(
               tokens + greatest(extract(epoch from v_now - refilled_at), 0) / 6,
               (p_rules ->> 'pair_burst')::numeric)) as tokens
    into v_lane from reply_lanes where contact_id = p_contact_id;

    if v_part.id is not null and coalesce(v_due, v_now) <= v_now then
        v_due := v_now + make_interval(secs => greatest(0, 1 - v_lane.tokens) * 6);
        if v_due = v_now and not p_rules ? 'claim' then
            v_due := v_now + make_interval(secs => (take_send_tokens(
                v_part.channel, (p_rules ->> 'rate_per_second')::numeric, 1) ->> 'wait')::numeric);
        end if;
    end if;
    if v_part.id is null or v_due > v_now then
        update reply_lanes set worker = null, due_at = v_due where contact_id = p_contact_id;
        return null;
    end if;

    update outbox
    set state = 'sending', sending_since = v_now, attempts = attempts + 1,
        template = nullif(v_payload ->> 'template', ''),
        last_error = case when v_part.state = 'sending' and template is null
                          then 'sent again after an unknown result' else last_error end
    where contact_id = p_contact_id and id = v_part.id;
    update reply_lanes
    set worker = p_worker, fence = v_lane.fence, tokens = v_lane.tokens - 1, refilled_at = v_now,
        due_at = v_now + make_interval(secs => (p_rules ->> 'lease_seconds')::numeric)
    where contact_id = p_contact_id;
    return jsonb_build_object(
        'contact_id', p_contact_id, 'fence', v_lane.fence, 'id', v_part.id, 'recipient', v_part.recipient,
        'channel', v_part.channel, 'payload', v_payload, 'attempts', v_part.attempts + 1,
        'resent', v_part.state = 'sending');
end;
$$;
