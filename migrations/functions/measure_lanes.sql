-- measure_lanes: how much work waits for a free worker, for /metrics.
-- in:     –
-- out:    {turns: {waiting, oldest_seconds}, replies: {waiting, oldest_seconds}}: lanes that are due and not taken, and
--         how long the oldest has been due; 0 when none waits
-- caller: the metrics route
create or replace function measure_lanes() returns jsonb
language plpgsql stable as $$
declare
    v_now timestamptz := now();
begin
    return (
        select jsonb_object_agg(topic, jsonb_build_object(
            'waiting', waiting, 'oldest_seconds', coalesce(extract(epoch from v_now - oldest), 0)))
        from (select 'turns' as topic, count(*) as waiting, min(due_at) as oldest from lanes where due_at <= v_now
              union all
              select 'replies', count(*), min(due_at) from reply_lanes where due_at <= v_now) as measured);
end;
$$;
