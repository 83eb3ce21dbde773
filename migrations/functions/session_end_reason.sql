-- session_end_reason: the one place that says whether a conversation is over (contract §6).
-- in:     p_last_message_at; p_now; p_timezone – of the person
-- out:    'timeout' – silent for longer than session_idle_hours; 'end_of_day' – a day began in between; null – goes on
-- caller: get_or_create_session
--
-- Days are compared, not hours of the day: "after 20 h" is true for every message of an evening.
create or replace function session_end_reason(p_last_message_at timestamptz, p_now timestamptz, p_timezone text)
returns text
language plpgsql stable as $$
declare
    v_idle interval := make_interval(secs => 3600 * coalesce(runtime_setting('session_idle_hours'), '7')::numeric);
begin
    if p_now - p_last_message_at > v_idle then
        return 'timeout';
    end if;
    if p_last_message_at < last_day_start(p_now, p_timezone) then
        return 'end_of_day';
    end if;
    return null;
end;
$$;
