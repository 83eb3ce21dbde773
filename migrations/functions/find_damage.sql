-- find_damage: the rows that one check of check_integrity finds wrong, and what becomes of them: nothing is changed.
-- in:     p_check_name – see run_checks
-- out:    (table_name; was – the row as JSON text, null when it is missing; becomes – the same, null when it goes), in
--         the order in which they are to be changed; times in UTC. Nothing for a check of the schema: see broken_objects
-- caller: run_checks, relais doctor --fix
create or replace function find_damage(p_check_name text)
returns table (table_name text, was text, becomes text)
language plpgsql stable set timezone = 'UTC' as $$
begin
    case p_check_name
        when 'duplicate_active_sessions' then return query select * from find_duplicate_sessions();
        when 'inbox_without_outcome' then return query select * from find_stuck_messages();
        when 'wrong_outcomes' then return query select * from find_wrong_outcomes();
        when 'replies_stuck' then return query select * from find_stuck_replies();
        when 'orphaned_messages', 'orphaned_rows' then return query select * from find_orphans(p_check_name);
        when 'message_counts' then return query select * from find_wrong_counts();
        when 'deleted_projects_referenced' then return query select * from find_deleted_projects();
        else null;
    end case;
end;
$$;
