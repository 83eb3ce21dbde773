-- expected_views: the views that the migrations create, as Postgres prints them.
-- in:     –
-- out:    (table_name, name, definition)
-- caller: broken_objects
--
-- Written by `python -m tests.sql.expected`; a test compares it with a database that was just migrated.
create or replace function expected_views() returns table (table_name text, name text, definition text)
language plpgsql immutable as $$
begin
    return query values
        ('', 'duplicate_active_sessions', ''),
        ('', 'messages_per_session_last_hour', ''),
        ('', 'people_with_many_new_sessions', ''),
        ('', 'sessions_created_per_hour', '');
end;
$$;
