-- find_or_create_contact: who writes, by any address that is known of them.
-- in:     p_sender – E.164 or a user id; p_user_id – the business-scoped user id beside a phone, or null
-- out:    the contact's id; both addresses lead to it from now on (the phone wins when they lead to two), but the
--         registered number of somebody else stays theirs
-- races:  two first messages at once: the second insert waits, inserts nothing and reads the first one's contact
-- caller: receive_events
create or replace function find_or_create_contact(p_sender text, p_user_id text) returns uuid
language plpgsql as $$
declare
    v_contact  uuid;
    v_new      uuid;
begin
    select contact_id into v_contact from contact_aliases where alias = p_sender;
    if v_contact is null and p_user_id is not null then
        select contact_id into v_contact from contact_aliases where alias = p_user_id;
    end if;
    if v_contact is null then
        v_new := gen_random_uuid();
        insert into contacts (id) values (v_new);
        insert into contact_aliases (alias, contact_id) values (p_sender, v_new) on conflict (alias) do nothing;
        if not found then
            delete from contacts where id = v_new;
        end if;
        select contact_id into v_contact from contact_aliases where alias = p_sender;
    else
        insert into contact_aliases (alias, contact_id) values (p_sender, v_contact) on conflict (alias) do nothing;
    end if;
    if p_user_id is not null and p_user_id <> p_sender then
        insert into contact_aliases (alias, contact_id) values (p_user_id, v_contact)
        on conflict (alias) do update set contact_id = excluded.contact_id
            where contact_aliases.contact_id <> excluded.contact_id
              and not exists (select from subcontractors s where s.phone = excluded.alias);
    end if;
    return v_contact;
end;
$$;
