-- save_runtime_settings: the worker's environment, made known to SQL functions.
-- in:     p_settings – {"session_idle_hours": "7", …}: texts by name
-- out:    how many changed
-- caller: relais serve, at start
create or replace function save_runtime_settings(p_settings jsonb) returns int
language plpgsql as $$
declare
    v_count int;
begin
    insert into runtime_settings (name, value)
    select key, value from jsonb_each_text(p_settings) order by key
    on conflict (name) do update set value = excluded.value where runtime_settings.value <> excluded.value;
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
