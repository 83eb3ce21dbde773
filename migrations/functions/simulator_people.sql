-- simulator_people: whom the simulator offers to be.
-- in:     –
-- out:    [{phone, name, language, active}], the oldest 50
-- caller: /simulator, relais chat
create or replace function simulator_people() returns jsonb
language sql stable as $$
    select coalesce(jsonb_agg(jsonb_build_object('phone', phone, 'name', name, 'language', language, 'active', active)
                              order by created_at, phone), '[]')
    from (select * from subcontractors order by created_at, phone limit 50) people;
$$;
