-- reply_sent: the provider has taken a part; hands out the person's next one.
-- in:     p_contact_id, p_id, p_fence – as next_reply gave them; p_provider_message_id; p_worker,
--         p_rules – see next_reply
-- out:    the next reply (see next_reply), or null: nothing more, or the lane is somebody else's by now. That the part
--         was sent is written down in any case: it is true
-- caller: the sender
create or replace function reply_sent(
    p_contact_id uuid, p_id bigint, p_fence bigint, p_provider_message_id text, p_worker text, p_rules jsonb)
returns jsonb
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now     timestamptz := now();
    v_held    boolean;
    v_before  text;
begin
    select fence = p_fence and worker is not null into v_held
    from reply_lanes where contact_id = p_contact_id for update;
    v_before := mark_reply(p_contact_id, p_id, 'sent', p_provider_message_id, null);
    if not coalesce(v_held, false) then
        -- The lane may have been put to rest until this part's status was to come: it need not wait any longer.
        update reply_lanes set due_at = v_now where contact_id = p_contact_id and worker is null and due_at is not null;
        return null;
    end if;
    return next_reply(p_contact_id, p_worker, p_rules);
end;
$$;
