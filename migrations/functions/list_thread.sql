-- list_thread: what was said in a conversation, as both sides saw it, the newest messages of it.
-- in:     p_session_id; p_before – a seq: only what was said before it, null: to the end; p_limit – messages at most
-- out:    [{id, seq, session_id, direction, kind, body, language, channel, provider_message_id, intent, confidence, author, status,
--          created_at, metadata: without tool_outputs,
--          quoted: that the person answered or tapped, see quoted_message, reactions: [emoji],
--          tapped: [action_id] of its options,
--          part: what went out (see messages.Part), error, attempts, template: of a reply, else null,
--          files: [{id, state, mime_type, filename, bytes, last_error}], outcome, received_at: of what came in}] in order
-- caller: the console
--
-- Reactions and taps are looked for in the 500 messages that follow.
create or replace function list_thread(p_session_id uuid, p_before bigint, p_limit int) returns jsonb
language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_person  uuid := (select subcontractor_id from conversation_sessions where id = p_session_id);
begin
    return (
        with page as (
            select * from messages
            where subcontractor_id = v_person and session_id = p_session_id and (p_before is null or seq < p_before)
            order by seq desc limit p_limit
        ), answers as materialized (
            select kind, seq, coalesce(metadata -> 'reaction' ->> 'message_id', reply_to) as to_id,
                   metadata -> 'reaction' ->> 'emoji' as emoji, metadata ->> 'action_id' as action_id
            from (select kind, seq, reply_to, metadata, direction from messages
                  where subcontractor_id = v_person and session_id = p_session_id
                    and seq > (select min(seq) from page)
                  order by seq limit 500) following
            where direction = 'inbound' and kind in ('reaction', 'button')
        ), sent as materialized (
            select message_id, payload, last_error, attempts, template from outbox
            where contact_id = v_person and message_id is not null and created_at >= (select min(created_at) from page)
        )
        select coalesce(jsonb_agg(jsonb_build_object(
            'id', m.id, 'seq', m.seq, 'session_id', m.session_id, 'direction', m.direction, 'kind', m.kind, 'body', m.body, 'language', m.language,
            'channel', m.channel, 'provider_message_id', m.provider_message_id, 'intent', m.intent,
            'confidence', m.confidence, 'author', m.metadata ->> 'author', 'status', m.status,
            'created_at', m.created_at, 'metadata', m.metadata - 'tool_outputs',
            'quoted', case when m.direction = 'inbound' then quoted_message(v_person, m.reply_to) end,
            'reactions', (select coalesce(jsonb_agg(emoji), '[]') from (
                              select emoji from answers where kind = 'reaction' and to_id = m.provider_message_id
                              order by seq desc limit 1) last where emoji <> ''),
            'tapped', (select coalesce(jsonb_agg(action_id), '[]') from answers
                       where kind = 'button' and to_id = m.provider_message_id and action_id is not null),
            'part', o.payload, 'error', coalesce(o.last_error, case when i.state = 'dead' then i.last_error end),
            'attempts', coalesce(o.attempts, i.attempts), 'template', o.template,
            'files', (select coalesce(jsonb_agg(jsonb_build_object(
                                 'id', f.id, 'state', f.state, 'mime_type', f.mime_type, 'filename', f.filename,
                                 'bytes', f.bytes, 'last_error', f.last_error) order by f.position), '[]')
                      from media_files f
                      where f.subcontractor_id = v_person and f.provider_message_id = m.provider_message_id),
            'outcome', i.outcome, 'received_at', i.received_at) order by m.seq), '[]')
        from page m
        left join sent o on m.direction = 'outbound' and o.message_id = m.id
        left join inbox i on m.direction = 'inbound' and i.provider_message_id = m.provider_message_id
                          and i.channel = m.channel and i.contact_id = v_person);
end;
$$;
