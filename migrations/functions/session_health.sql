-- session_health: whether sessions can be read and written, and how they stand, in one call.
-- in:     –
-- out:    {writable, unique_index: the index that allows one active session per person is there and valid,
--         migrations: how many are applied, active, duplicates, maintenance: see last_maintenance}
-- caller: GET /api/health/session
create or replace function session_health() returns jsonb
language plpgsql stable as $$
declare
    v_writable    boolean := not (pg_is_in_recovery() or current_setting('transaction_read_only')::boolean)
                             and has_table_privilege('conversation_sessions', 'insert')
                             and has_table_privilege('conversation_sessions', 'update');
    v_unique      boolean;
    v_active      bigint;
    v_duplicates  bigint;
begin
    select indisunique and indisvalid and indisready into v_unique
    from pg_index where indexrelid = to_regclass('public.idx_unique_active_session_per_user');

    select count(*), count(*) - count(distinct subcontractor_id) into v_active, v_duplicates
    from conversation_sessions where status = 'active';

    return jsonb_build_object(
        'writable', v_writable,
        'unique_index', coalesce(v_unique, false),
        'migrations', (select count(*) from schema_migrations where kind = 'migration'),
        'active', v_active,
        'duplicates', v_duplicates,
        'maintenance', last_maintenance());
end;
$$;
