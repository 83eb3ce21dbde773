-- get_session_by_id: one session, whole.
-- in:     p_session_id
-- out:    one row of conversation_sessions, or none
-- caller: the API, anybody in the SQL editor
create or replace function get_session_by_id(p_session_id uuid) returns setof conversation_sessions
language sql stable as $$
    select * from conversation_sessions where id = p_session_id;
$$;
