-- rest_lane: frees a lane after a turn that came to its end, and counts what was handled.
-- in:     p_contact_id; p_at, p_messages – when the first message of the turn came, and how many there were;
--         p_flood – whether the turn was one of a flood (see flooding); p_quiet_ms, p_cap_ms – see lane_due
-- out:    –
-- caller: finish_turn
create or replace function rest_lane(
    p_contact_id uuid, p_at timestamptz, p_messages int, p_flood boolean, p_quiet_ms int, p_cap_ms int)
returns void
language plpgsql as $$
declare
    v_now     timestamptz := now();
    v_minute  interval := interval '1 minute';
begin
    update lanes
    set worker = null, attempts = 0, due_at = lane_due(p_contact_id, v_now, p_quiet_ms, p_cap_ms),
        window_from = case when p_at <= window_from + v_minute then window_from else p_at end,
        window_messages = p_messages + case when p_at <= window_from + v_minute then window_messages else 0 end,
        flood_until = case when p_flood then greatest(flood_until, p_at + v_minute) else flood_until end
    where contact_id = p_contact_id;
end;
$$;
