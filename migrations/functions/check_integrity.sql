-- check_integrity: is the data what we promise it is? Every check of run_checks.
-- in:     –
-- out:    rows (check_name, status, found, detail); status is 'ok' exactly when found is 0, else 'broken'; detail names
--         up to three of what was found
-- caller: relais doctor, the SQL editor
--
-- It reads an index of all messages and the whole inbox: nothing for every minute. check_sessions is.
create or replace function check_integrity()
returns table (check_name text, status text, found bigint, detail text)
language plpgsql stable as $$
begin
    return query
    select * from run_checks('{duplicate_active_sessions, orphaned_messages, orphaned_rows, message_counts,
        inbox_without_outcome, wrong_outcomes, replies_stuck, deleted_projects_referenced, missing_tables,
        missing_columns, missing_indexes, missing_constraints, invalid_constraints, missing_triggers, missing_views,
        missing_functions, row_level_security}');
end;
$$;
