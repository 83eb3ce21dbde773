-- apply_effect: one thing that a tool wants to happen, inside the transaction of its turn.
-- in:     p_subcontractor_id, p_session_id – from the turn's context, never from text
--         p_effect – {"effect": "select_project", "project_id"} · {"effect": "select_task", "task_id"} ·
--         {"effect": "restore_project"} ·
--         {"effect": "deny", "project_id"?, "task_id"?} · {"effect": "set_language", "language"} ·
--         {"effect": "escalate"} · {"effect": "remind_team"}: nobody has answered for a day ·
--         {"effect": "end_session"}: the person says goodbye ·
--         {"effect": "set_flow", "flow": state | null} · {"effect": "keep_draft", "flow"} ·
--         {"effect": "drop_draft", "id"} · {"effect": "add_task_update", …} · {"effect": "report_incident", …}
-- out:    true when it took effect; false when it was refused (and audited)
-- errors: RL003 – an effect of another name
-- caller: finish_turn
create or replace function apply_effect(p_subcontractor_id uuid, p_session_id uuid, p_effect jsonb) returns boolean
language plpgsql as $$
declare
    v_now timestamptz := now();
begin
    case p_effect ->> 'effect'
    when 'select_project' then
        return select_project(p_subcontractor_id, (p_effect ->> 'project_id')::uuid);
    when 'restore_project' then
        return restore_project(p_subcontractor_id) is not null;
    when 'select_task' then
        update conversation_sessions s
        set current_task_id = t.id, updated_at = v_now
        from tasks t
        where s.subcontractor_id = p_subcontractor_id and s.id = p_session_id
          and t.id = (p_effect ->> 'task_id')::uuid and t.project_id = s.current_project_id;
        return found;
    when 'deny' then
        perform audit(p_subcontractor_id, case when p_effect ? 'task_id' then 'task.denied' else 'project.denied' end,
                      p_effect - 'effect');
        -- What was lost is no longer chosen, or every "my tasks" would be refused anew.
        update subcontractors set last_project_id = null, last_project_at = null
        where id = p_subcontractor_id and last_project_id = (p_effect ->> 'project_id')::uuid;
        update conversation_sessions set current_project_id = null, current_task_id = null, updated_at = v_now
        where subcontractor_id = p_subcontractor_id and id = p_session_id
          and current_project_id = (p_effect ->> 'project_id')::uuid;
        return false;
    when 'set_language' then
        update subcontractors set language = p_effect ->> 'language' where id = p_subcontractor_id;
        return found;
    when 'escalate' then
        return escalate(p_subcontractor_id, p_session_id);
    when 'remind_team' then
        return remind_team(p_subcontractor_id, p_session_id);
    when 'end_session' then
        return end_session(p_session_id, 'user_request');
    when 'set_flow' then
        update conversation_sessions set flow = nullif(p_effect -> 'flow', 'null'), updated_at = v_now
        where subcontractor_id = p_subcontractor_id and id = p_session_id;
        return found;
    when 'keep_draft' then
        return keep_draft(p_subcontractor_id, p_effect -> 'flow', v_now);
    when 'drop_draft' then
        delete from flow_drafts where subcontractor_id = p_subcontractor_id and id = (p_effect ->> 'id')::uuid;
        return found;
    when 'add_task_update' then
        return add_task_update(p_subcontractor_id, p_session_id, p_effect - 'effect');
    when 'report_incident' then
        return report_incident(p_subcontractor_id, p_session_id, p_effect - 'effect');
    else
        raise exception '% is no effect', coalesce(p_effect ->> 'effect', 'null') using errcode = 'RL003';
    end case;
end;
$$;
