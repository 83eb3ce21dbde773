-- register_contact: trigger of subcontractors; the person's phone and its variants lead to the person.
-- Its own number wins over a stranger's contact and over somebody else's variant; a variant takes over nobody. A number
-- that the person gave up may be anybody's tomorrow, so it leads to them no longer.
create or replace function register_contact() returns trigger
language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        delete from contact_aliases
        where contact_id = new.id and alias = any (old.phone || phone_variants(old.phone));
    end if;
    insert into contacts (id) values (new.id) on conflict (id) do nothing;
    -- The stranger who wrote from this number before is this person, also by the user id that came beside it.
    update contact_aliases a set contact_id = new.id
    from contact_aliases known
    where known.alias = any (new.phone || phone_variants(new.phone)) and a.contact_id = known.contact_id
      and not exists (select from subcontractors s where s.id = known.contact_id);
    insert into contact_aliases (alias, contact_id) values (new.phone, new.id)
    on conflict (alias) do update set contact_id = excluded.contact_id;
    insert into contact_aliases (alias, contact_id)
    select alias, new.id from unnest(phone_variants(new.phone)) alias
    on conflict (alias) do nothing;
    return null;
end;
$$;

create or replace trigger register_contact
after insert or update of phone on subcontractors
for each row execute function register_contact();
