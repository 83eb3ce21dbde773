-- simulator_chat: what one person of the simulator said and was sent.
-- in:     p_sender – E.164, or a user id; p_after_in, p_after_out – the last ids already seen, 0 for the whole chat
-- out:    [{id, direction: in | out, provider_message_id, content | part, state, at,
--         error: why it failed or was set aside; of what was said: files: [{id, state, last_error}] as they were
--         fetched, in order; of what was sent: answers: the provider's id of what it answers, template: what went out
--         instead}] in order, 200 per direction
-- caller: /simulator, relais chat
create or replace function simulator_chat(p_sender text, p_after_in bigint, p_after_out bigint) returns jsonb
language sql stable as $$
    with person as (select contact_id from contact_aliases where alias = p_sender),
    said as (
        select i.id, 'in' as direction, i.provider_message_id, i.content, null::jsonb as part, i.state,
               i.received_at as at, case when i.state = 'dead' then i.last_error end as error,
               (select jsonb_agg(jsonb_build_object('id', f.id, 'state', f.state, 'last_error', f.last_error)
                                 order by f.position)
                from media_files f
                where f.subcontractor_id = i.contact_id and f.provider_message_id = i.provider_message_id) as files,
               null::text as answers, null::text as template
        from inbox i join person using (contact_id)
        where i.channel = 'simulator' and i.id > p_after_in
        order by i.id desc limit 200
    ),
    sent as (
        select o.id, 'out' as direction, o.provider_message_id, null::jsonb as content, o.payload as part, o.state,
               coalesce(o.sent_at, o.created_at) as at,
               case when o.state in ('failed', 'dead') then o.last_error end as error, null::jsonb as files,
               (select i.provider_message_id from inbox i where i.contact_id = o.contact_id and i.id = o.inbox_id)
                   as answers, o.template
        from outbox o join person using (contact_id)
        where o.channel = 'simulator' and o.id > p_after_out and o.state not in ('pending', 'sending')
        order by o.id desc limit 200
    )
    select coalesce(jsonb_agg(to_jsonb(item) order by at, direction, id), '[]')
    from (select * from said union all select * from sent) item;
$$;
