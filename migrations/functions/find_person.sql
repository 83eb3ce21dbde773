-- find_person: who is meant, registered or not.
-- in:     p_address – a phone as E.164, in any of its variants; a user id; or the id of a subcontractor or a contact
-- out:    {id, phone, name, ids, addresses}, or null when nobody is known by it. phone: null for a stranger. ids: the
--         person's own first, then the contacts that they were before they were known; addresses: all of them
-- caller: relais export, relais erase, the API
create or replace function find_person(p_address text) returns jsonb
language plpgsql stable as $$
declare
    v_id   uuid;
    v_ids  uuid[];
begin
    if p_address ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then
        select coalesce(same_as, id) into v_id from contacts where id = p_address::uuid;
    else
        select contact_id into v_id from contact_aliases
        where alias = any (p_address || phone_variants(p_address))
        order by alias <> p_address limit 1;
    end if;
    if v_id is null then
        return null;
    end if;
    v_ids := v_id || array(select id from contacts where same_as = v_id order by id);
    return jsonb_build_object(
        'id', v_id, 'ids', to_jsonb(v_ids),
        'phone', (select phone from subcontractors where id = v_id),
        'name', (select name from subcontractors where id = v_id),
        'addresses', (select coalesce(jsonb_agg(alias order by alias), '[]') from contact_aliases
                      where contact_id = any (v_ids)));
end;
$$;
