-- handoff_notice: what a person is to be told now of the handoff, once.
-- in:     p_subcontractor_id; p_session_id – the one that a human has, or the next one after it
-- out:    'waiting': a human has the conversation, nobody has answered for a day, and the person was not told so today ·
--         'back': the bot has it again and has said nothing yet · 'back_unanswered': so it is, and no human has
--         answered; one who gave it back has seen it · null: nothing
-- caller: open_session
create or replace function handoff_notice(p_subcontractor_id uuid, p_session_id uuid) returns text
language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_day_ago  timestamptz;
    v_now      timestamptz := now();
    v_session  record;
    v_human    timestamptz;
    v_since    timestamptz;
begin
    v_day_ago := v_now - interval '1 day';
    select s.status, s.reminded_at, h.id as handed, h.ended_at as handed_at, c.handoff_until into v_session
    from conversation_sessions s
    join subcontractors c on c.id = s.subcontractor_id
    join conversation_sessions h on h.subcontractor_id = s.subcontractor_id
         and h.id = case s.status when 'escalated' then s.id else s.continues end
    where s.subcontractor_id = p_subcontractor_id and s.id = p_session_id;
    if not found or (v_session.status = 'escalated'
                     and (v_session.handed_at > v_day_ago or v_session.reminded_at > v_day_ago)) then
        return null;
    end if;

    v_human := (select max(created_at) from messages
                where subcontractor_id = p_subcontractor_id and session_id = v_session.handed
                  and direction = 'outbound' and metadata ->> 'author' = 'human' and created_at >= v_session.handed_at);
    if v_session.status = 'escalated' then
        v_since := case when v_human is null then v_session.handed_at else (
            select min(created_at) from messages
            where subcontractor_id = p_subcontractor_id and session_id = v_session.handed
              and direction = 'inbound' and created_at > v_human) end;
        return case when v_since <= v_day_ago then 'waiting' end;
    end if;
    if exists (select from messages where subcontractor_id = p_subcontractor_id and session_id = p_session_id
               and direction = 'outbound') then
        return null;
    end if;
    return case when v_human is null and v_session.handoff_until is not null then 'back_unanswered' else 'back' end;
end;
$$;
