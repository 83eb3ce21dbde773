-- lane_due: the one place that says when a person's waiting messages are looked at.
-- in:     p_contact_id; p_now; p_quiet_ms, p_cap_ms – free texts that arrive closer together than this become one turn
-- out:    p_now when something prompt waits (a tap, a typed number, a "cancel"); else the end of the burst; null when
--         nothing waits
-- caller: receive_for_contact, finish_turn, fail_turn, release_turn, requeue_dead
create or replace function lane_due(p_contact_id uuid, p_now timestamptz, p_quiet_ms int, p_cap_ms int)
returns timestamptz
language plpgsql stable as $$
begin
    return (
        select case
            when count(*) = 0 then null
            when bool_or(prompt) or p_quiet_ms = 0 or count(*) > 50 then p_now
            else least(max(received_at) + make_interval(secs => p_quiet_ms / 1000.0),
                       min(received_at) + make_interval(secs => p_cap_ms / 1000.0))
        end
        from (select prompt, received_at from inbox
              where contact_id = p_contact_id and state = 'pending'
              order by id limit 51) waiting);  -- one person's backlog must not make their next message dear
end;
$$;
