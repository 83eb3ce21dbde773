-- count_messages: trigger of messages; the one owner of conversation_sessions.message_count.
--
-- One session at a time, by its key: nobody knows how many rows a transition table holds, and a join with it would be
-- planned as a walk over every session there is.
create or replace function count_messages() returns trigger
language plpgsql as $$
declare
    v_sign     int := case tg_op when 'INSERT' then 1 else -1 end;
    v_changed  record;
begin
    for v_changed in select subcontractor_id, session_id, count(*) as messages from changed group by 1, 2 loop
        update conversation_sessions set message_count = message_count + v_sign * v_changed.messages
        where subcontractor_id = v_changed.subcontractor_id and id = v_changed.session_id;
    end loop;
    return null;
end;
$$;

create or replace trigger count_messages_added
after insert on messages referencing new table as changed
for each statement execute function count_messages();

create or replace trigger count_messages_removed
after delete on messages referencing old table as changed
for each statement execute function count_messages();
