-- reply_failed: a part was not taken; hands out the person's next one when this one is settled.
-- in:     p_contact_id, p_id, p_fence – as next_reply gave them
--         p_outcome – 'deferred': again after p_retry_seconds · 'unknown': waits p_reconcile_seconds for its status,
--         then again; both until p_max_attempts, then dead · 'refused': never again
--         p_error – one sentence; p_worker, p_rules (with max_attempts) – see next_reply
-- out:    the next reply (see next_reply), or null
-- errors: RL003 – another outcome
-- caller: the sender
create or replace function reply_failed(
    p_contact_id uuid, p_id bigint, p_fence bigint, p_outcome text, p_error text, p_retry_seconds numeric,
    p_worker text, p_rules jsonb)
returns jsonb
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now       timestamptz := now();
    v_attempts  int;
begin
    if p_outcome not in ('deferred', 'unknown', 'refused') then
        raise exception '% is no outcome of a send', p_outcome using errcode = 'RL003';
    end if;
    perform from reply_lanes where contact_id = p_contact_id and fence = p_fence and worker is not null for update;
    if not found then
        return null;  -- whoever holds the lane now has seen this part as 'sending' and deals with it
    end if;
    select attempts into v_attempts from outbox
    where contact_id = p_contact_id and id = p_id and state in ('pending', 'sending');
    if not found then
        return next_reply(p_contact_id, p_worker, p_rules);  -- its status came first, and knows better
    end if;

    if p_outcome = 'deferred' and v_attempts < (p_rules ->> 'max_attempts')::int then
        update outbox set state = 'pending', last_error = p_error
        where contact_id = p_contact_id and id = p_id and state = 'sending';
        update reply_lanes set worker = null, due_at = v_now + make_interval(secs => p_retry_seconds)
        where contact_id = p_contact_id;
        return null;
    end if;
    if p_outcome = 'unknown' and v_attempts < (p_rules ->> 'max_attempts')::int then
        update outbox set last_error = p_error where contact_id = p_contact_id and id = p_id;
    else
        perform mark_reply(p_contact_id, p_id, case p_outcome when 'refused' then 'failed' else 'dead' end, null, p_error);
    end if;
    return next_reply(p_contact_id, p_worker, p_rules);
end;
$$;
