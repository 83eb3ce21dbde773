-- Service role only: row level security is on for every table of ours and there is no policy, so that a leaked
-- anonymous key reads and writes nothing. The owner and Supabase's service_role pass it by. Other tables of the schema
-- are left alone: they are not ours.

do $$
declare
    v_table text;
    v_role  text;
begin
    foreach v_table in array array[
        'audit_log', 'companies', 'contact_aliases', 'contacts', 'conversation_sessions', 'documents', 'inbox',
        'incidents', 'lanes', 'messages', 'outbox', 'project_members', 'projects', 'provider_contents', 'reply_lanes',
        'runtime_settings', 'schema_migrations', 'session_snapshots', 'subcontractors', 'task_updates', 'tasks'
    ] loop
        continue when to_regclass('public.' || v_table) is null;
        execute format('alter table public.%I enable row level security', v_table);
        for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
            execute format('revoke all on public.%I from %I', v_table, v_role);
        end loop;
        if exists (select from pg_roles where rolname = 'service_role') then
            execute format('grant all on public.%I to service_role', v_table);
        end if;
    end loop;

    -- The one function that a migration brings; `relais migrate` closes those of functions/ in the same way.
    revoke execute on function public.debug_notice(text) from public;
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke execute on function public.debug_notice(text) from %I', v_role);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
        grant execute on function public.debug_notice(text) to service_role;
    end if;
end;
$$;

notify pgrst, 'reload schema';
