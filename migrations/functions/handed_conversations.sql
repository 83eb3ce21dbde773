-- handed_conversations: the conversations that were handed over to the team, and who waits for an answer in them: what
-- "unread" means to operators.
-- in:     p_subcontractor_id – only this person's, null: everybody's; p_now
-- out:    {session_id: {human: the team has it now, since: since when they wait, or null}}: of each person the session
--         that was handed over last, of the last week. They wait when no human has written yet, or when they wrote after
--         the human's last message. Answering, giving back and ending change that; that the handoff ran out does not:
--         nobody has answered
-- caller: list_conversations, get_conversation
create or replace function handed_conversations(p_subcontractor_id uuid, p_now timestamptz) returns jsonb
language sql stable as $$
    select coalesce(jsonb_object_agg(handed.id, jsonb_build_object('human', c.handoff_until > p_now, 'since', waits.since)),
                    '{}')
    from subcontractors c
    cross join lateral (
        select id, ended_at from conversation_sessions
        where subcontractor_id = c.id and status = 'escalated'
        order by ended_at desc, started_at desc limit 1
    ) handed
    cross join lateral (
        select max(created_at) as at from messages
        where subcontractor_id = c.id and session_id = handed.id and direction = 'outbound'
          and metadata ->> 'author' = 'human' and created_at >= handed.ended_at
    ) answered
    cross join lateral (
        select case when answered.at is null then handed.ended_at else (
            select min(created_at) from messages
            where subcontractor_id = c.id and session_id = handed.id and direction = 'inbound'
              and kind not in ('reaction', 'system', 'revoke') and created_at > answered.at) end as since
    ) waits
    where (p_subcontractor_id is null or c.id = p_subcontractor_id)
      and c.handoff_until > p_now - interval '7 days' and (c.handoff_until > p_now or waits.since is not null)
$$;
