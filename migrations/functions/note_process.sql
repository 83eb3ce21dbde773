-- note_process: a process of relais is there; those that were not seen for an hour are forgotten.
-- in:     p_name – host and process id; p_role – all, door or worker; p_version – of relais
-- out:    how many were forgotten
-- caller: every process, every half a minute
create or replace function note_process(p_name text, p_role text, p_version text) returns int
language plpgsql as $$
declare
    v_now    timestamptz := now();
    v_count  int;
begin
    insert into processes (name, role, version, started_at, seen_at)
    values (p_name, p_role, p_version, v_now, v_now)
    on conflict (name) do update set role = excluded.role, version = excluded.version, seen_at = excluded.seen_at;
    delete from processes where seen_at < v_now - interval '1 hour';
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
