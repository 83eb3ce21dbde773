-- last_day_start: when the working day that p_now falls into began, on the person's own clock.
-- in:     p_now; p_timezone – an IANA name; null or unknown to Postgres: the default time zone
-- out:    the newest SESSION_DAY_START that is not after p_now
-- caller: session_end_reason, model_tokens_left, bill_costs
--
-- Instants are compared, not times of the day: when clocks change, an hour comes twice or not at all.
create or replace function last_day_start(p_now timestamptz, p_timezone text) returns timestamptz
language plpgsql stable as $$
declare
    v_start  time := coalesce(runtime_setting('session_day_start'), '06:00')::time;
    v_zone   text;
    v_local  timestamp;
    v_today  timestamptz;
begin
    foreach v_zone in array array[p_timezone, runtime_setting('default_timezone'), 'Europe/Paris'] loop
        begin
            v_local := p_now at time zone v_zone;
        exception when invalid_parameter_value then
            null;  -- operators type time zones by hand; a typing error must not stop a conversation
        end;
        exit when v_local is not null;
    end loop;
    v_today := (v_local::date + v_start) at time zone v_zone;
    return case when v_today <= p_now then v_today else (v_local::date - 1 + v_start) at time zone v_zone end;
end;
$$;
