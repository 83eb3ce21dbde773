-- claim_replies: for as many people as there is room for, the next part they are to be sent.
-- in:     p_worker; p_limit – people at most; p_rules – see next_reply
-- out:    {replies: [as in next_reply], next_due_in: seconds until the next reply lane is due, or null}; a
--         lane that was skipped is due already: 0 or less
-- races:  lanes that others hold or are about to take are skipped
-- caller: the sender
--
-- Tokens of the business numbers are taken once for all, and what is left of them is given back: a row that is changed
-- again and again within a transaction gets slower each time.
create or replace function claim_replies(p_worker text, p_limit int, p_rules jsonb)
returns jsonb
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now      timestamptz := now();
    v_rate     numeric := (p_rules ->> 'rate_per_second')::numeric;
    v_rules    jsonb := p_rules || '{"claim": true}';
    v_lane     record;
    v_bucket   jsonb;
    v_left     jsonb := '{}';
    v_reply    jsonb;
    v_replies  jsonb := '[]';
    v_next     timestamptz;
begin
    for v_lane in
        select l.contact_id, (select channel from outbox o
                              where o.contact_id = l.contact_id and state in ('pending', 'sending')
                              order by o.id limit 1) as channel
        from reply_lanes l where due_at <= v_now order by due_at limit p_limit for update of l skip locked
    loop
        if v_lane.channel is not null and coalesce((v_left ->> v_lane.channel)::int, 0) = 0 then
            v_bucket := take_send_tokens(v_lane.channel, v_rate, p_limit);
            v_left := v_left || jsonb_build_object(v_lane.channel, v_bucket -> 'taken');
            if v_bucket ->> 'taken' = '0' then
                update reply_lanes
                set worker = null, due_at = v_now + make_interval(secs => (v_bucket ->> 'wait')::numeric)
                where contact_id = v_lane.contact_id;
                continue;
            end if;
        end if;
        v_reply := next_reply(v_lane.contact_id, p_worker, v_rules);
        if v_reply is not null then
            v_replies := v_replies || v_reply;
            v_left := v_left || jsonb_build_object(v_lane.channel, (v_left ->> v_lane.channel)::int - 1);
        end if;
    end loop;
    perform take_send_tokens(key, v_rate, -value::int) from jsonb_each_text(v_left);
    select due_at into v_next from reply_lanes where due_at is not null order by due_at limit 1;
    return jsonb_build_object('replies', v_replies, 'next_due_in', extract(epoch from v_next - v_now));
end;
$$;
