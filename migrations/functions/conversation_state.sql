-- conversation_state: how a conversation stands, in one word for operators.
-- in:     p_status, p_last_message_at – of conversation_sessions; p_with_human – see handed_conversations; p_now
-- out:    'human': one of the team has it · 'active': something was said within 15 minutes · 'idle': nothing was, and it
--         goes on with the next message · 'ended': it is over
-- caller: describe_conversation, pick_conversations, walk_conversations
create or replace function conversation_state(
    p_status text, p_last_message_at timestamptz, p_with_human boolean, p_now timestamptz)
returns text
language sql immutable as $$
    select case when p_with_human then 'human'
                when p_status <> 'active' then 'ended'
                when p_last_message_at > p_now - interval '15 minutes' then 'active'
                else 'idle' end
$$;
