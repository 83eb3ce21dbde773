-- list_dead: messages that were set aside, the oldest first.
-- in:     p_after – the last id already seen, 0 for the first page; p_limit – rows at most
-- out:    [{id, message_id, channel, sender, kind, attempts, reason, received_at, finished_at}]
-- caller: relais dead, the API
create or replace function list_dead(p_after bigint, p_limit int) returns jsonb
language sql stable as $$
    select coalesce(jsonb_agg(jsonb_build_object(
               'id', id, 'message_id', provider_message_id, 'channel', channel, 'sender', sender, 'kind', kind,
               'attempts', attempts, 'reason', last_error, 'received_at', received_at,
               'finished_at', finished_at) order by id), '[]')
    from (select * from inbox where state = 'dead' and id > p_after order by id limit p_limit) page;
$$;
