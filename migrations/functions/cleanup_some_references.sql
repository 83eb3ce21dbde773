-- cleanup_some_references: what cleanup_stale_project_references does, for so long.
-- in:     p_after – the person after whom to go on, in the order of ids (null: from the first); p_seconds – it stops after
--         the person with whom they are over (null: never)
-- out:    {cleared: how many people's choices were, after: where to go on | null: everybody was looked at}
-- races:  a person's row is locked before it is changed, and looked at once more
-- caller: relais maintain cleanup-references and the schedule, again and again; cleanup_stale_project_references
create or replace function cleanup_some_references(p_after uuid, p_seconds double precision) returns jsonb
language plpgsql as $$
declare
    v_now     timestamptz := now();
    v_end     timestamptz := clock_timestamp() + make_interval(secs => p_seconds);
    v_person  record;
    v_count   int := 0;
begin
    for v_person in
        select id, last_project_id from subcontractors
        where last_project_id is not null and (p_after is null or id > p_after)
        order by id
    loop
        if not may_access_project(v_person.id, v_person.last_project_id) then
            update subcontractors set last_project_id = null, last_project_at = null
            where id = v_person.id and last_project_id = v_person.last_project_id
              and not may_access_project(id, last_project_id);
            if found then
                update conversation_sessions
                set current_project_id = null, current_task_id = null, updated_at = v_now
                where subcontractor_id = v_person.id and status = 'active'
                  and current_project_id = v_person.last_project_id;
                perform audit(v_person.id, 'project.cleared',
                              jsonb_build_object('project_id', v_person.last_project_id));
                v_count := v_count + 1;
            end if;
        end if;
        if clock_timestamp() >= v_end then
            return jsonb_build_object('cleared', v_count, 'after', v_person.id);
        end if;
    end loop;
    return jsonb_build_object('cleared', v_count, 'after', null);
end;
$$;
