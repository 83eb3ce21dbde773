-- alert_channels: the channels whose provider has refused everything since a part last got through.
-- in:     p_since – how far back
-- out:    [{channel, refused: parts since then, since: the first of them, error: the newest reason}]; what we did not
--         try (a closed window, a human's conversation) was not refused
-- caller: console_alerts
create or replace function alert_channels(p_since timestamptz) returns jsonb
language plpgsql stable as $$
begin
    return (
        with tried as (
            select id, channel, created_at, last_error, state in ('failed', 'dead') as refused
            from outbox
            where created_at > p_since and attempts > 0 and state not in ('pending', 'sending')
        ), through as (
            select channel, max(id) as last_id from tried where not refused group by channel
        ), refused as (
            select t.channel, count(*) as refused, min(t.created_at) as since,
                   (array_agg(t.last_error order by t.id desc))[1] as error
            from tried t left join through s on s.channel = t.channel
            where t.refused and t.id > coalesce(s.last_id, 0)
            group by t.channel
        )
        select coalesce(jsonb_agg(to_jsonb(r) order by channel), '[]') from refused r);
end;
$$;
