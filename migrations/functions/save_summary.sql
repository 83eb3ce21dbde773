-- save_summary: what a model made of a conversation that is over, and what that cost.
-- in:     p_subcontractor_id, p_session_id; p_summary – null: it made nothing of it, the plain summary stays and it is
--         not asked again; p_costs – see bill_costs
-- out:    true; false when the conversation is gone, goes on, or was summed up meanwhile: only the costs are written
-- races:  the person is locked before their session, as everywhere
-- caller: the maintenance job summaries
create or replace function save_summary(p_subcontractor_id uuid, p_session_id uuid, p_summary text, p_costs jsonb)
returns boolean
language plpgsql as $$
declare
    v_now    timestamptz := now();
    v_saved  boolean;
begin
    perform from subcontractors where id = p_subcontractor_id for no key update;
    if not found then
        return false;
    end if;
    update conversation_sessions
    set summary = coalesce(p_summary, summary), summarised_at = v_now, updated_at = v_now
    where subcontractor_id = p_subcontractor_id and id = p_session_id
      and status <> 'active' and summarised_at is null;
    v_saved := found;
    update conversation_sessions
    set total_cost = total_cost + bill_costs(p_subcontractor_id, p_costs)
    where subcontractor_id = p_subcontractor_id and id = p_session_id;
    return v_saved;
end;
$$;
