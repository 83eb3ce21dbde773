-- newest_offer: which of a session's recent messages carries the list that is looked for.
-- in:     p_subcontractor_id, p_session_id; p_history – messages at most; p_tools – whose list: of one of these tools,
--         or, when empty, any that has options
-- out:    the id of the newest such message, or null
-- caller: open_session
create or replace function newest_offer(p_subcontractor_id uuid, p_session_id uuid, p_history int, p_tools text[])
returns uuid
language plpgsql stable as $$
begin
    return (
        select id
        from (select seq, id, metadata from messages
              where subcontractor_id = p_subcontractor_id and session_id = p_session_id
              order by seq desc limit p_history) recent
        where case when p_tools = '{}' then metadata ? 'options'
                   else exists (select from jsonb_array_elements(metadata -> 'tool_outputs') shown
                                where shown ->> 'tool' = any (p_tools) and shown -> 'output' <> '[]') end
        order by seq desc
        limit 1);
end;
$$;
