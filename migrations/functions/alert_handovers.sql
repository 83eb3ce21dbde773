-- alert_handovers: who waits for a human and has no answer.
-- in:     –
-- out:    {people, since: when the first of them began to wait, or null}: people whose conversation a human has, and who
--         were not answered at all, or have written again since
-- caller: console_alerts
create or replace function alert_handovers() returns jsonb
language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now  timestamptz := now();
begin
    return (
        select jsonb_build_object('people', count(w.since), 'since', min(w.since))
        from conversation_sessions s
        join subcontractors c on c.id = s.subcontractor_id and c.handoff_until > v_now
        cross join lateral (
            select max(created_at) as at from messages
            where subcontractor_id = s.subcontractor_id and session_id = s.id and direction = 'outbound'
              and metadata ->> 'author' = 'human' and created_at >= s.ended_at) human
        cross join lateral (
            select case when human.at is null then s.ended_at else (
                select min(created_at) from messages
                where subcontractor_id = s.subcontractor_id and session_id = s.id and direction = 'inbound'
                  and created_at > human.at) end as since) w
        where s.status = 'escalated' and s.started_at > v_now - interval '30 days'
          and not exists (select from conversation_sessions n where n.subcontractor_id = s.subcontractor_id
                          and n.started_at > s.started_at));
end;
$$;
