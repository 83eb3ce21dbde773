-- session_summary: what a conversation was about, in one line for operators.
-- in:     p_subcontractor_id, p_session_id
-- out:    e.g. `messages 6, turns 3, minutes 4 · Champigny · list_projects, list_tasks ×2 · incidents 1`
-- caller: end_session
create or replace function session_summary(p_subcontractor_id uuid, p_session_id uuid) returns text
language plpgsql stable as $$
declare
    v_session   record;
    v_intents   text;
    v_reported  text;
begin
    select s.message_count, s.turn_count, p.name as project,
           ceil(extract(epoch from s.last_message_at - s.started_at) / 60) as minutes
    into v_session
    from conversation_sessions s left join projects p on p.id = s.current_project_id
    where s.subcontractor_id = p_subcontractor_id and s.id = p_session_id;

    select string_agg(intent || case when times > 1 then ' ×' || times else '' end, ', ' order by first) into v_intents
    from (select intent, count(*) as times, min(seq) as first from messages
          where subcontractor_id = p_subcontractor_id and session_id = p_session_id and intent is not null
          group by intent) asked;

    select concat_ws(', ', 'incidents ' || nullif(incidents, 0), 'updates ' || nullif(updates, 0))
    into v_reported
    from (select (select count(*) from incidents where subcontractor_id = p_subcontractor_id
                  and session_id = p_session_id) as incidents,
                 (select count(*) from task_updates where subcontractor_id = p_subcontractor_id
                  and session_id = p_session_id) as updates) counted;

    return concat_ws(' · ',
        format('messages %s, turns %s, minutes %s', v_session.message_count, v_session.turn_count, v_session.minutes),
        v_session.project, v_intents, nullif(v_reported, ''));
end;
$$;
