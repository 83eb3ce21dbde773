-- found_conversations: where a text was said, or whose name or number it is.
-- in:     p_query – see search_messages; of a name it may be a part, of a number the end or more
-- out:    {session_id: the newest message {id, seq, direction, body} that was found there, or null where the person
--         was}: of the best 200 messages, and the newest five conversations of each of 50 people
-- caller: list_conversations
create or replace function found_conversations(p_query text) returns jsonb
language plpgsql stable as $$
declare
    v_text   text := lower(left(trim(p_query), 100));
    v_phone  text := case when v_text ~ '^[+0-9 .()/-]{4,}$' then ltrim(regexp_replace(v_text, '[^0-9]', '', 'g'), '0') end;
begin
    return (
        select coalesce(jsonb_object_agg(session_id, message), '{}')
        from (
            select distinct on (session_id) session_id, message
            from (
                select (m ->> 'session_id')::uuid as session_id, (m ->> 'seq')::bigint as seq,
                       jsonb_build_object('id', m -> 'id', 'seq', m -> 'seq', 'direction', m -> 'direction',
                                          'body', left(m ->> 'body', 300)) as message
                from jsonb_array_elements(search_messages(p_query, 200, null, null)) m
                union all
                select s.id, 0, null
                from (select id from subcontractors
                      where v_text <> '' and (strpos(lower(name), v_text) > 0
                                              or v_phone <> '' and strpos(phone, v_phone) > 0)
                      order by created_at limit 50) p
                cross join lateral (select id from conversation_sessions where subcontractor_id = p.id
                                    order by started_at desc limit 5) s
            ) found
            order by session_id, seq desc
        ) newest);
end;
$$;
