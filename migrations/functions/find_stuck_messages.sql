-- find_stuck_messages: lanes that are at rest, or not there, although a message of their person waits.
-- in:     –
-- out:    (table_name, was, becomes), as in find_damage: the lane is due at once
-- caller: find_damage
create or replace function find_stuck_messages() returns table (table_name text, was text, becomes text)
language plpgsql stable as $$
declare
    v_now timestamptz := now();
begin
    return query
    select 'lanes', to_jsonb(l)::text,
           (coalesce(to_jsonb(l), '{}') || jsonb_build_object(
               'contact_id', waiting.contact_id, 'worker', null, 'attempts', 0, 'due_at', v_now))::text
    from (select distinct i.contact_id from inbox i where i.state = 'pending') waiting
    left join lanes l on l.contact_id = waiting.contact_id
    where l.due_at is null;
end;
$$;
