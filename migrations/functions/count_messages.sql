-- count_messages: trigger of messages; the one owner of conversation_sessions.message_count.
create or replace function count_messages() returns trigger
language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        update conversation_sessions s set message_count = s.message_count + n.added
        from (select subcontractor_id, session_id, count(*) as added from changed group by 1, 2) n
        where s.subcontractor_id = n.subcontractor_id and s.id = n.session_id;
    else
        update conversation_sessions s set message_count = s.message_count - n.removed
        from (select subcontractor_id, session_id, count(*) as removed from changed group by 1, 2) n
        where s.subcontractor_id = n.subcontractor_id and s.id = n.session_id;
    end if;
    return null;
end;
$$;

create or replace trigger count_messages_added
after insert on messages referencing new table as changed
for each statement execute function count_messages();

create or replace trigger count_messages_removed
after delete on messages referencing old table as changed
for each statement execute function count_messages();
