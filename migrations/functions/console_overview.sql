-- console_overview: how relais does, now and since some minutes, for the console's first page.
-- in:     p_minutes – how far back; p_step – seconds of a bucket of time
-- out:    {at: now, as seconds since 1970, since: likewise, messages: see overview_messages, replies: see
--         overview_replies, sessions: see overview_sessions, lanes: see measure_lanes, dead: messages that are set aside
--         now, at most 10000}; buckets in which nothing happened are left out
-- caller: the console
create or replace function console_overview(p_minutes int, p_step int) returns jsonb
language plpgsql stable as $$
declare
    v_now    timestamptz := now();
    v_since  timestamptz;
begin
    v_since := v_now - make_interval(mins => p_minutes);
    return jsonb_build_object(
        'at', extract(epoch from v_now),
        'since', extract(epoch from v_since),
        'messages', overview_messages(v_since, p_step),
        'replies', overview_replies(v_since, p_step),
        'sessions', overview_sessions(v_since, p_step),
        'lanes', measure_lanes(),
        'dead', (select count(*) from (select from inbox where state = 'dead' limit 10000) d));
end;
$$;
