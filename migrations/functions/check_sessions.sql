-- check_sessions: the checks of check_integrity that cost little however much is stored: what is open, and the schema.
-- in:     –
-- out:    {status: ok or broken, checks: [{check_name, status, found, detail}], sessions, people: see table_rows}
-- caller: the schedule, every five minutes; relais maintain check-sessions; /api/health/session
create or replace function check_sessions() returns jsonb
language plpgsql stable as $$
begin
    return (
        select jsonb_build_object(
            'status', case when sum(c.found) = 0 then 'ok' else 'broken' end,
            'checks', jsonb_agg(to_jsonb(c)),
            'sessions', table_rows('conversation_sessions'),
            'people', table_rows('subcontractors'))
        from run_checks('{duplicate_active_sessions, inbox_without_outcome, replies_stuck, missing_tables,
            missing_columns, missing_indexes, missing_constraints, missing_triggers, missing_views, missing_functions,
            row_level_security}') c);
end;
$$;
