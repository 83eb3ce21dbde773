-- last_day_start: when the working day that p_now falls into began, on the person's own clock.
-- in:     p_now; p_timezone – an IANA name; null or unknown to Postgres: the default time zone
-- out:    the newest SESSION_DAY_START that is not after p_now
-- caller: session_end_reason
create or replace function last_day_start(p_now timestamptz, p_timezone text) returns timestamptz
language plpgsql stable as $$
declare
    v_zone   text := coalesce(p_timezone, runtime_setting('default_timezone'), 'Europe/Paris');
    v_start  time := coalesce(runtime_setting('session_day_start'), '06:00')::time;
    v_local  timestamp;
begin
    begin
        v_local := p_now at time zone v_zone;
    exception when invalid_parameter_value then
        v_zone := 'Europe/Paris';  -- operators type time zones by hand; a typing error must not stop a conversation
        v_local := p_now at time zone v_zone;
    end;
    if v_local::time < v_start then
        v_local := v_local - interval '1 day';
    end if;
    return (v_local::date + v_start) at time zone v_zone;
end;
$$;
