-- add_replies: reply parts that are to go out, in order.
-- in:     p_contact_id; p_inbox_id – the message they answer, or null; p_replies – [{part, recipient, channel, payload,
--         message_id?, during_handoff?: it may go out while a human has the conversation}]; a part that this message was
--         answered with already (its apology, before it was requeued) is passed over
-- out:    how many
-- caller: finish_turn, fail_turn, answer_as_human
create or replace function add_replies(p_contact_id uuid, p_inbox_id bigint, p_replies jsonb) returns int
language plpgsql as $$
declare
    v_now   timestamptz := now();
    v_count int;
begin
    insert into outbox (contact_id, inbox_id, part, recipient, channel, payload, message_id, during_handoff, created_at)
    select p_contact_id, p_inbox_id, r.part, r.recipient, r.channel, r.payload, r.message_id,
           coalesce(r.during_handoff, false), v_now
    from jsonb_to_recordset(p_replies)
         as r (part int, recipient text, channel text, payload jsonb, message_id uuid, during_handoff boolean)
    order by r.part
    on conflict (contact_id, inbox_id, part) where inbox_id is not null do nothing;
    get diagnostics v_count = row_count;
    if v_count > 0 then
        -- A lane that is held, or that waits for a retry or a status, keeps its time.
        insert into reply_lanes (contact_id, due_at) values (p_contact_id, v_now)
        on conflict (contact_id) do update set due_at = excluded.due_at
            where reply_lanes.worker is null and reply_lanes.due_at is null;
    end if;
    return v_count;
end;
$$;
