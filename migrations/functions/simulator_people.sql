-- simulator_people: whom the simulator offers to be.
-- in:     –
-- out:    [{phone, name, language, active, user_id?: what they are known by without their number}], the oldest 50
-- caller: /simulator, relais chat
create or replace function simulator_people() returns jsonb
language sql stable as $$
    select coalesce(jsonb_agg(
               jsonb_build_object('phone', phone, 'name', name, 'language', language, 'active', active)
               || jsonb_strip_nulls(jsonb_build_object('user_id', (
                      select min(alias) from contact_aliases
                      where contact_id = people.id and alias ~ '^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$')))
               order by created_at, phone), '[]')
    from (select * from subcontractors order by created_at, phone limit 50) people;
$$;
