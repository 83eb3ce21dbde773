-- overview_sessions: the sessions that began since a moment, in buckets of time, and what they cost so far.
-- in:     p_since; p_step – seconds of a bucket
-- out:    {buckets: [{at: seconds since 1970, sessions, cost}], cost_today: of those that began since midnight, by the
--         clock of the runtime setting default_timezone}; costs in US dollars
-- caller: console_overview
create or replace function overview_sessions(p_since timestamptz, p_step int) returns jsonb
language plpgsql stable as $$
declare
    v_zone   text := coalesce(runtime_setting('default_timezone'), 'Europe/Paris');
    v_now    timestamptz := now();
    v_today  timestamptz := date_trunc('day', v_now, v_zone);
begin
    return jsonb_build_object(
        'buckets', (
            select coalesce(jsonb_agg(to_jsonb(b)), '[]')
            from (select floor(date_part('epoch', started_at) / p_step)::bigint * p_step as at, count(*) as sessions,
                         sum(total_cost) as cost
                  from conversation_sessions
                  where status in ('active', 'ended', 'escalated') and started_at > p_since
                  group by at) b),
        'cost_today', (
            select coalesce(sum(total_cost), 0) from conversation_sessions
            where status in ('active', 'ended', 'escalated') and started_at >= v_today));
end;
$$;
