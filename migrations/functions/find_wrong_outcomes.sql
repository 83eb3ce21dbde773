-- find_wrong_outcomes: messages that are finished without an outcome, or have one and are not finished.
-- in:     –
-- out:    (table_name, was, becomes), as in find_damage: set aside means dead, a reply means answered, nothing means
--         ignored; what waits has none yet
-- caller: find_damage
create or replace function find_wrong_outcomes() returns table (table_name text, was text, becomes text)
language plpgsql stable as $$
begin
    return query
    select 'inbox', to_jsonb(i)::text,
           (to_jsonb(i) || jsonb_build_object('outcome', case
               when i.state = 'pending' then null
               when i.state = 'dead' then 'dead'
               when exists (select from outbox o where o.contact_id = i.contact_id and o.inbox_id = i.id)
               then 'answered' else 'ignored' end))::text
    from inbox i
    where (i.state = 'pending') <> (i.outcome is null);
end;
$$;
