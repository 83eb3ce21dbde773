-- register_contact: trigger of subcontractors; the person's phone and its variants lead to the person.
-- Its own number wins over a stranger's contact and over somebody else's variant; a variant takes over nobody.
create or replace function register_contact() returns trigger
language plpgsql as $$
begin
    insert into contacts (id) values (new.id) on conflict (id) do nothing;
    insert into contact_aliases (alias, contact_id) values (new.phone, new.id)
    on conflict (alias) do update set contact_id = excluded.contact_id;
    insert into contact_aliases (alias, contact_id)
    select alias, new.id from unnest(phone_variants(new.phone)) alias
    on conflict (alias) do update set contact_id = excluded.contact_id
        where not exists (select from subcontractors s where s.id = contact_aliases.contact_id);
    return null;
end;
$$;

create or replace trigger register_contact
after insert or update of phone on subcontractors
for each row execute function register_contact();
