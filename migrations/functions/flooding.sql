-- flooding: whether one person sends more than anybody answers: over 300 messages within a minute.
-- in:     p_from, p_messages, p_until – as the lane knows them (see 031_flood.sql); p_at – when the next message came;
--         p_waiting – how many of that minute wait, 301 at most
-- out:    'begins': they are to be told; 'goes_on': nothing is said until they pause for a minute; null: no flood
-- caller: claim_turn
--
-- What is counted is when messages came, not when they are handled: a backlog of an outage is no flood. The first turn
-- of a minute is always answered. A message from before the flood that is requeued is none of it.
create or replace function flooding(
    p_from timestamptz, p_messages int, p_until timestamptz, p_at timestamptz, p_waiting int)
returns text
language sql immutable as $$
    select case
        when p_at between p_until - interval '2 minutes' and p_until then 'goes_on'
        when p_messages > 0 and p_at between p_from and p_from + interval '1 minute'
             and p_messages + p_waiting > 300 then 'begins'
    end
$$;
