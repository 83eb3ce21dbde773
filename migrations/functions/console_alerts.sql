-- console_alerts: what the console's alerts are measured by, over the last day.
-- in:     p_channels – those that are on and whose 24-hour window closes
-- out:    {turns: see alert_turns, channels: see alert_channels, handovers: see alert_handovers, templates: see
--         missing_templates, most_new_sessions: of one person within any 60 seconds, unique_index: the index that
--         allows one active session per person is there and valid, sessions, people: about how many rows, -1: unknown}
-- caller: the console
create or replace function console_alerts(p_channels text[]) returns jsonb
language plpgsql stable as $$
declare
    v_now   timestamptz := now();
    v_day   timestamptz;
    v_most  bigint;
begin
    v_day := v_now - interval '1 day';
    select max(sessions) into v_most
    from (select count(*) over (partition by subcontractor_id order by started_at
                                range between interval '1 minute' preceding and current row) as sessions
          from conversation_sessions
          where status in ('active', 'ended', 'escalated') and started_at > v_day) counted;
    return jsonb_build_object(
        'turns', alert_turns(v_day),
        'channels', alert_channels(v_now - interval '1 hour'),
        'handovers', alert_handovers(),
        'templates', missing_templates(p_channels),
        'most_new_sessions', coalesce(v_most, 0),
        'unique_index', coalesce((select indisunique and indisvalid and indisready from pg_index
                                  where indexrelid = to_regclass('public.idx_unique_active_session_per_user')), false),
        'sessions', (select reltuples::bigint from pg_class where oid = 'public.conversation_sessions'::regclass),
        'people', (select reltuples::bigint from pg_class where oid = 'public.subcontractors'::regclass));
end;
$$;
