-- overview_messages: what came in since a moment, in buckets of time.
-- in:     p_since; p_step – seconds of a bucket
-- out:    {buckets: [{at: seconds since 1970, messages, longest: seconds from webhook to outcome, or until now, turns:
--         that had a session, created: how many of them a new one, taps, missed: how many of them led nowhere, dead}],
--         outcomes: {outcome or 'pending': count}, intents: {intent: count}}, the rarer intents left out
-- caller: console_overview
--
-- A burst is one turn: its first message stands for it. What is a tap, and what a missed one, is as in `relais monitor`.
create or replace function overview_messages(p_since timestamptz, p_step int) returns jsonb
language plpgsql stable as $$
declare
    v_now timestamptz := now();
begin
    return (
        with came as materialized (
            select floor(date_part('epoch', i.received_at) / p_step)::bigint * p_step as at, i.state,
                   coalesce(i.outcome, 'pending') as outcome, coalesce(i.finished_at, v_now) - i.received_at as waited,
                   i.trace ->> 'intent' as intent, i.trace ->> 'created' = 'true' as created,
                   i.trace ->> 'unresolved' = 'true' as unresolved,
                   i.outcome in ('answered', 'dead') and (i.kind = 'button' or i.trace ->> 'intent' like 'action:%') as tap,
                   i.trace ->> 'session_id' is not null and i.trace -> 'inbox_ids' ->> 0 = i.id::text as turn
            from inbox i where i.received_at > p_since
        )
        select jsonb_build_object(
            'buckets', (
                select coalesce(jsonb_agg(to_jsonb(b)), '[]')
                from (select at, count(*) as messages, extract(epoch from max(waited)) as longest,
                             count(*) filter (where turn) as turns, count(*) filter (where turn and created) as created,
                             count(*) filter (where tap) as taps,
                             count(*) filter (where tap and (unresolved or state = 'dead')) as missed,
                             count(*) filter (where state = 'dead') as dead
                      from came group by at) b),
            'outcomes', (select coalesce(jsonb_object_agg(outcome, messages), '{}')
                         from (select outcome, count(*) as messages from came group by outcome) o),
            'intents', (select coalesce(jsonb_object_agg(intent, turns), '{}')
                        from (select intent, count(*) as turns from came
                              where turn and intent is not null group by intent order by turns desc, intent limit 30) i)));
end;
$$;
