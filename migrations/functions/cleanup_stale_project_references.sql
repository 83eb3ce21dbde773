-- cleanup_stale_project_references: forgets choices of projects that are deleted or no longer allowed.
-- in:     –
-- out:    how many people's choices were cleared; each is audited
-- caller: the SQL editor; the worker calls cleanup_some_references, which does the same in short transactions
create or replace function cleanup_stale_project_references() returns int
language plpgsql as $$
begin
    return (cleanup_some_references(null, null) ->> 'cleared')::int;
end;
$$;
