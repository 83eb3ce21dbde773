-- select_project_as_operator: an operator chooses a project for a person, as the person would.
-- in:     p_project_id; p_subcontractor_id
-- out:    {allowed, session: see get_session, of the open session that now has the project, or null}; what is not
--         allowed is audited by select_project
-- errors: RL002 – no such project or person
-- caller: the API
create or replace function select_project_as_operator(p_project_id uuid, p_subcontractor_id uuid) returns jsonb
language plpgsql as $$
declare
    v_allowed  boolean;
    v_session  uuid;
begin
    if not exists (select from projects where id = p_project_id) then
        raise exception 'no project has the id %', p_project_id using errcode = 'RL002';
    end if;
    v_allowed := select_project(p_subcontractor_id, p_project_id);
    if v_allowed then
        perform audit(p_subcontractor_id, 'operator.selected_project', jsonb_build_object('project_id', p_project_id));
        select id into v_session from conversation_sessions
        where subcontractor_id = p_subcontractor_id and status = 'active';
    end if;
    return jsonb_build_object('allowed', v_allowed, 'session', get_session(v_session));
end;
$$;
