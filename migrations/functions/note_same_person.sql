-- note_same_person: trigger of contact_aliases; a contact whose last address went over to another one is that person.
create or replace function note_same_person() returns trigger
language plpgsql as $$
begin
    update contacts c set same_as = new.contact_id
    where (c.id = old.contact_id or c.same_as = old.contact_id) and c.id <> new.contact_id
      and not exists (select from contact_aliases a where a.contact_id = old.contact_id)
      and not exists (select from subcontractors s where s.id = old.contact_id);
    return null;
end;
$$;

create or replace trigger note_same_person
after update of contact_id on contact_aliases
for each row when (old.contact_id <> new.contact_id) execute function note_same_person();
