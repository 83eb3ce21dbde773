-- get_conversation: one conversation with what an operator needs to know beside it.
-- in:     p_session_id
-- out:    {see describe_conversation, + status, phase, ended_at, message_count, turn_count, total_cost: USD, summary,
--          active: the person may use the bot, company, task: its title, flow: the open report, or null, drafts: see
--          list_drafts,
--          newest_id: of the person's newest conversation, sessions: [{id, status, started_at, message_count, summary}]
--          the person's newest ten, dead: how many of their messages are set aside,
--          window: see reply_window}, or null when there is none
-- caller: the console
create or replace function get_conversation(p_session_id uuid) returns jsonb
language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now     timestamptz := now();
    v_person  uuid := (select subcontractor_id from conversation_sessions where id = p_session_id);
begin
    return (
        select describe_conversation(s.id, handed_conversations(v_person, v_now), null, v_now)
            || jsonb_build_object(
                'status', s.status, 'phase', s.phase, 'ended_at', s.ended_at, 'message_count', s.message_count,
                'turn_count', s.turn_count, 'total_cost', s.total_cost, 'summary', s.summary, 'active', p.active,
                'company', (select name from companies where id = p.company_id),
                'task', (select title from tasks where id = s.current_task_id), 'flow', s.flow,
                'drafts', list_drafts(v_person),
                'newest_id', (select id from conversation_sessions where subcontractor_id = v_person
                              order by started_at desc limit 1),
                'sessions', (select jsonb_agg(to_jsonb(o) order by started_at desc)
                             from (select id, status, started_at, message_count, summary from conversation_sessions
                                   where subcontractor_id = v_person order by started_at desc limit 10) o),
                'dead', (select count(*) from inbox where state = 'dead' and contact_id = v_person),
                'window', reply_window(v_person, v_now))
        from conversation_sessions s join subcontractors p on p.id = s.subcontractor_id
        where s.subcontractor_id = v_person and s.id = p_session_id);
end;
$$;
