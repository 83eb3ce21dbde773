-- walk_conversations: of all conversations those that fit, the newest message first: the messages are walked back, and
-- each one that is the last of its conversation stands for it.
-- in:     see pick_conversations
-- out:    rows (session_id, at)
-- caller: list_conversations
--
-- No index keeps conversation_sessions.last_message_at, which changes with every turn.
create or replace function walk_conversations(
    p_except uuid[], p_human uuid[], p_state text, p_language text, p_channel text,
    p_before timestamptz, p_before_id uuid, p_limit int, p_now timestamptz)
returns table (session_id uuid, at timestamptz)
language plpgsql stable
set plan_cache_mode = force_custom_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set max_parallel_workers_per_gather = 0 as $$
declare
    v_default text := coalesce(runtime_setting('default_language'), 'fr');
begin
    return query
        select m.session_id, m.created_at
        from messages m
        join conversation_sessions s on s.subcontractor_id = m.subcontractor_id and s.id = m.session_id
        join subcontractors p on p.id = m.subcontractor_id
        where (p_before is null or m.created_at <= p_before and (m.created_at, m.session_id) < (p_before, p_before_id))
          and (p_channel is null or m.channel = p_channel)
          and m.session_id <> all (p_except)
          and not exists (select from messages later
                          where later.subcontractor_id = m.subcontractor_id and later.session_id = m.session_id
                            and later.seq > m.seq)
          and (p_state is null
               or conversation_state(s.status, m.created_at, s.id = any (p_human), p_now) = p_state)
          and (p_language is null or coalesce(p.language, v_default) = p_language)
        order by m.created_at desc, m.session_id desc
        limit p_limit;
end;
$$;
