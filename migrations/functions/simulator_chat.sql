-- simulator_chat: what one person of the simulator said and was sent.
-- in:     p_sender – E.164; p_after_in, p_after_out – the last ids already seen, 0 for the whole chat
-- out:    [{id, direction: in | out, provider_message_id, content | part, state, at}] in order, 200 per direction
-- caller: /simulator, relais chat
create or replace function simulator_chat(p_sender text, p_after_in bigint, p_after_out bigint) returns jsonb
language sql stable as $$
    with person as (select contact_id from contact_aliases where alias = p_sender),
    said as (
        select i.id, 'in' as direction, i.provider_message_id, i.content, null::jsonb as part, i.state,
               i.received_at as at
        from inbox i join person using (contact_id)
        where i.channel = 'simulator' and i.id > p_after_in
        order by i.id desc limit 200
    ),
    sent as (
        select o.id, 'out' as direction, o.provider_message_id, null::jsonb as content, o.payload as part, o.state,
               coalesce(o.sent_at, o.created_at) as at
        from outbox o join person using (contact_id)
        where o.channel = 'simulator' and o.id > p_after_out and o.state not in ('pending', 'sending')
        order by o.id desc limit 200
    )
    select coalesce(jsonb_agg(to_jsonb(item) order by at, direction, id), '[]')
    from (select * from said union all select * from sent) item;
$$;
