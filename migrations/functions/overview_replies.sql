-- overview_replies: what went out since a moment, in buckets of time.
-- in:     p_since; p_step – seconds of a bucket
-- out:    {buckets: [{at: seconds since 1970, replies, undelivered, latency}], latency: [p50, p99], in milliseconds from
--         the webhook to when the provider took the first part of its answer; null or two nulls without any}
-- caller: console_overview
create or replace function overview_replies(p_since timestamptz, p_step int) returns jsonb
language plpgsql stable as $$
begin
    return (
        with went as materialized (
            select floor(date_part('epoch', o.created_at) / p_step)::bigint * p_step as at,
                   o.state in ('failed', 'dead') as undelivered,
                   1000 * date_part('epoch', o.sent_at - i.received_at) as ms
            from outbox o
            left join inbox i on i.contact_id = o.contact_id and i.id = o.inbox_id and o.part = 1
                              and i.received_at > p_since
            where o.created_at > p_since
        )
        select jsonb_build_object(
            'buckets', (
                select coalesce(jsonb_agg(to_jsonb(b)), '[]')
                from (select at, count(*) as replies, count(*) filter (where undelivered) as undelivered,
                             percentile_disc(array[0.5, 0.99]) within group (order by ms) as latency
                      from went group by at) b),
            'latency', (select percentile_disc(array[0.5, 0.99]) within group (order by ms) from went)));
end;
$$;
