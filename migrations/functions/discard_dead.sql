-- discard_dead: an operator has seen it and lets it go; its outcome stays 'dead'.
-- in:     p_id – of list_dead
-- out:    true; false when no message with this id is set aside
-- caller: relais dead discard, the API
create or replace function discard_dead(p_id bigint) returns boolean
language plpgsql as $$
declare
    v_contact uuid;
begin
    select contact_id into v_contact from inbox where id = p_id and state = 'dead';
    update inbox set state = 'done' where contact_id = v_contact and id = p_id and state = 'dead';
    return found;
end;
$$;
