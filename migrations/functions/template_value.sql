-- template_value: what stands in a place of a template.
-- in:     p_contact_id; p_parameter – person_name; project_name: the project that they chose last; company_name:
--         theirs, else that project's
-- out:    one line, as WhatsApp wants it, and never empty: a dash stands for what nobody knows
-- caller: template_for
create or replace function template_value(p_contact_id uuid, p_parameter text) returns text
language plpgsql stable as $$
declare
    v_value text;
begin
    select case p_parameter when 'person_name' then s.name when 'company_name' then c.name else p.name end into v_value
    from subcontractors s
    left join projects p on p.id = s.last_project_id and p.deleted_at is null
    left join companies c on c.id = coalesce(s.company_id, p.company_id)
    where s.id = p_contact_id;
    return coalesce(nullif(left(trim(regexp_replace(v_value, '\s+', ' ', 'g')), 255), ''), '–');
end;
$$;
