-- describe_conversation: a conversation as the console shows it.
-- in:     p_session_id; p_handed – see handed_conversations; p_found – see found_conversations; p_now
-- out:    {id, subcontractor_id, name, phone, language, state: see conversation_state, project: its name, started_at,
--          last_message_at, ended_reason, handoff_until, waiting_since, found,
--          last: {direction, kind, body, author, status, channel, created_at} | null: of one that waits, of what the
--          person said}, or null when there is none
-- caller: list_conversations, get_conversation
create or replace function describe_conversation(
    p_session_id uuid, p_handed jsonb, p_found jsonb, p_now timestamptz)
returns jsonb
language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off as $$
begin
    return (
        select jsonb_build_object(
            'id', s.id, 'subcontractor_id', s.subcontractor_id, 'name', p.name, 'phone', p.phone,
            'language', coalesce(p.language, runtime_setting('default_language'), 'fr'),
            'state', conversation_state(
                s.status, s.last_message_at, coalesce((p_handed -> s.id::text ->> 'human')::boolean, false), p_now),
            'project', (select name from projects where id = s.current_project_id),
            'started_at', s.started_at, 'last_message_at', s.last_message_at, 'ended_reason', s.ended_reason,
            'handoff_until', p.handoff_until, 'waiting_since', p_handed -> s.id::text -> 'since',
            'found', p_found -> s.id::text,
            'last', (select jsonb_build_object(
                         'direction', direction, 'kind', kind, 'body', left(body, 300),
                         'author', metadata ->> 'author', 'status', status, 'channel', channel, 'created_at', created_at)
                     from messages
                     where subcontractor_id = s.subcontractor_id and session_id = s.id
                       and (direction = 'inbound' or p_handed -> s.id::text ->> 'since' is null)
                     order by seq desc limit 1))
        from conversation_sessions s join subcontractors p on p.id = s.subcontractor_id
        where s.id = p_session_id);
end;
$$;
