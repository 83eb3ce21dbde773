-- pick_conversations: of few conversations those that fit, the newest message first.
-- in:     p_ids – of these; p_except – but not these; p_human – those that the team has now; the others as in
--         list_conversations; each null: no such limit
-- out:    rows (session_id, at)
-- caller: list_conversations
--
-- Planned anew for each call: which index serves best depends on which limits are given.
create or replace function pick_conversations(
    p_ids uuid[], p_except uuid[], p_human uuid[], p_state text, p_project_id uuid, p_language text, p_channel text,
    p_before timestamptz, p_before_id uuid, p_limit int, p_now timestamptz)
returns table (session_id uuid, at timestamptz)
language plpgsql stable set plan_cache_mode = force_custom_plan set max_parallel_workers_per_gather = 0 as $$
declare
    v_default text := coalesce(runtime_setting('default_language'), 'fr');
begin
    return query
        select s.id, s.last_message_at
        from conversation_sessions s join subcontractors p on p.id = s.subcontractor_id
        where (p_ids is null or s.id = any (p_ids)) and s.id <> all (p_except) and s.message_count > 0
          and (p_project_id is null or s.current_project_id = p_project_id)
          and (p_state is null or p_state not in ('active', 'idle') or s.status = 'active')
          and (p_state is null
               or conversation_state(s.status, s.last_message_at, s.id = any (p_human), p_now) = p_state)
          and (p_language is null or coalesce(p.language, v_default) = p_language)
          and (p_channel is null
               or p_channel = (select m.channel from messages m
                               where m.subcontractor_id = s.subcontractor_id and m.session_id = s.id
                               order by m.seq desc limit 1))
          and (p_before is null or (s.last_message_at, s.id) < (p_before, p_before_id))
        order by s.last_message_at desc, s.id desc
        limit p_limit;
end;
$$;
