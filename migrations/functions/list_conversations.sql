-- list_conversations: the conversations in which something was said, as a shared inbox shows them.
-- in:     p_state – see conversation_state, or 'waiting'; p_project_id; p_language – of the person; p_channel – of the
--         last message; p_query – see found_conversations; p_before, p_before_id – at and id of the last one already
--         seen, the time as text; each null: no such limit; p_limit – items at most
-- out:    {waiting_count: how many wait for a human, whatever the limits, waiting: those of them that fit, the longest
--          first, p_limit at most (200 of p_state waiting) and on the first page only, items: the others that fit, the
--          newest message first}: both [see describe_conversation, + at]
-- errors: 22007 – p_before is no time
-- caller: the console
create or replace function list_conversations(
    p_state text, p_project_id uuid, p_language text, p_channel text, p_query text, p_before text, p_before_id uuid,
    p_limit int)
returns jsonb
language plpgsql stable as $$
declare
    v_now      timestamptz := now();
    v_before   timestamptz := p_before;
    v_state    text := nullif(p_state, 'waiting');
    v_handed   jsonb := handed_conversations(null, v_now);
    v_human    uuid[] := array(select key::uuid from jsonb_each(v_handed) where (value ->> 'human')::boolean);
    v_waiting  uuid[] := array(select key::uuid from jsonb_each(v_handed) where value ->> 'since' is not null);
    v_found    jsonb := case when p_query is not null then found_conversations(p_query) end;
    v_ids      uuid[] := case when p_query is not null then array(select key::uuid from jsonb_each(v_found)) end;
    v_walk     boolean := v_ids is null and p_project_id is null and coalesce(v_state, 'ended') = 'ended'
                          and is_common_language(p_language);
begin
    return jsonb_build_object(
        'waiting_count', cardinality(v_waiting),
        'waiting', (
            select coalesce(jsonb_agg(describe_conversation(f.session_id, v_handed, v_found, v_now)
                                      || jsonb_build_object('at', f.at)
                                      order by (v_handed -> f.session_id::text ->> 'since')::timestamptz), '[]')
            from (select * from pick_conversations(
                      array(select unnest(v_waiting) intersect select unnest(coalesce(v_ids, v_waiting))), '{}', v_human,
                      v_state, p_project_id, p_language, p_channel, null, null, 1000, v_now)
                  where v_before is null
                  order by (v_handed -> session_id::text ->> 'since')::timestamptz
                  limit case p_state when 'waiting' then 200 else p_limit end) f),
        'items', (
            select coalesce(jsonb_agg(describe_conversation(f.session_id, v_handed, v_found, v_now)
                                      || jsonb_build_object('at', f.at) order by f.at desc, f.session_id desc), '[]')
            from (select * from walk_conversations(
                      v_waiting, v_human, v_state, p_language, p_channel, v_before, p_before_id, p_limit, v_now)
                  where v_walk
                  union all
                  select * from pick_conversations(
                      coalesce(v_ids, case v_state when 'human' then v_human end), v_waiting, v_human, v_state,
                      p_project_id, p_language, p_channel, v_before, p_before_id, p_limit, v_now)
                  where not v_walk) f
            where p_state is distinct from 'waiting'));
end;
$$;
