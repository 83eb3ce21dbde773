-- report_incident: what a person reported as an incident; the company is told.
-- in:     p_subcontractor_id, p_session_id – from the turn's context, never from text
--         p_incident – {number, project_id, body?, media: [{provider_message_id, kind}], location?, source_message_id};
--         the number is one of reserve_incident_number, because the person is told it in the same turn
-- out:    true; false when the project is not open to the person (audited), or when this message reported it already
-- caller: apply_effect
create or replace function report_incident(p_subcontractor_id uuid, p_session_id uuid, p_incident jsonb)
returns boolean
language plpgsql as $$
declare
    v_now      timestamptz := now();
    v_project  uuid := (p_incident ->> 'project_id')::uuid;
begin
    if not coalesce(may_access_project(p_subcontractor_id, v_project), false) then
        perform audit(p_subcontractor_id, 'project.denied', jsonb_build_object('project_id', v_project));
        return false;
    end if;
    insert into incidents (subcontractor_id, number, session_id, source_message_id, project_id, body, media, location,
                           created_at)
    overriding system value
    values (p_subcontractor_id, (p_incident ->> 'number')::bigint, p_session_id,
            (p_incident ->> 'source_message_id')::uuid, v_project, nullif(p_incident ->> 'body', ''),
            coalesce(p_incident -> 'media', '[]'), nullif(p_incident -> 'location', 'null'), v_now)
    on conflict (subcontractor_id, source_message_id, effect) do nothing;
    if not found then
        return false;
    end if;
    perform notify_company(p_subcontractor_id, 'incident',
                           p_incident - 'source_message_id' || jsonb_build_object(
                               'session_id', p_session_id,
                               'project', (select name from projects where id = v_project)));
    return true;
end;
$$;
