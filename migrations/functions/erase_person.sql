-- erase_person: removes everything that is stored about a person, registered or not, in one transaction.
-- in:     p_person_id – as find_person gave it
-- out:    {receipt, rows: {table: how many}}; null when nobody has this id. What stays is one row of audit_log under
--         the receipt, a random id: person.erased, and how much
-- races:  the lanes are locked and go, and with them the fence: a turn or a send in flight waits for us, or has lost
--         its lane and writes nothing. Locks are taken as everywhere: lane, reply lane, person, session. Whoever comes
--         later with a message of theirs is a new stranger
-- caller: relais erase, the API
create or replace function erase_person(p_person_id uuid) returns jsonb
language plpgsql as $$
declare
    v_ids      uuid[] := array(select id from contacts where id = p_person_id or same_as = p_person_id);
    v_receipt  uuid := gen_random_uuid();
    v_table    record;
    v_count    bigint;
    v_rows     jsonb := '{}';
begin
    perform from lanes where contact_id = any (v_ids) order by contact_id for update;
    perform from reply_lanes where contact_id = any (v_ids) order by contact_id for update;
    perform from subcontractors where id = any (v_ids) for update;
    perform from conversation_sessions where subcontractor_id = any (v_ids) order by id for update;
    perform from contacts where id = any (v_ids) order by id for update;
    if not found then
        return null;
    end if;

    for v_table in
        select * from personal_tables() t where to_regclass('public.' || t.name) is not null order by t.place
    loop
        execute format('delete from public.%I where %I = any ($1)', v_table.name, v_table.person) using v_ids;
        get diagnostics v_count = row_count;
        v_rows := v_rows || jsonb_build_object(v_table.name, v_count);
    end loop;
    perform audit(v_receipt, 'person.erased', jsonb_build_object('rows', v_rows));
    return jsonb_build_object('receipt', v_receipt, 'rows', v_rows);
end;
$$;
