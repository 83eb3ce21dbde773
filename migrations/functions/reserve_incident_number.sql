-- reserve_incident_number: the number of an incident that is about to be written down. One that is never used leaves a
-- gap, and no other incident ever has it.
-- in:     –
-- out:    the number
-- caller: the flow report_incident
create or replace function reserve_incident_number() returns bigint
language plpgsql as $$
begin
    return nextval(pg_get_serial_sequence('public.incidents', 'number'));
end;
$$;
