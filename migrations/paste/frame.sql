-- relais: the whole database, as `relais migrate` makes it, to be pasted where only an SQL editor leads to Postgres.
-- Paste it as a whole, now and after every update of relais: what was applied before is left alone, and if anything
-- fails nothing has changed.

begin;

select pg_advisory_xact_lock(7237414971); -- one at a time, `relais migrate` included
set local check_function_bodies = off;    -- functions call each other
set local client_min_messages = warning;

create or replace function pg_temp.apply(p_name text, p_kind text, p_checksum text, p_sql text) returns boolean
language plpgsql as $$
declare
    v_known text;
begin
    if to_regclass('public.schema_migrations') is not null then
        select checksum into v_known from public.schema_migrations where name = p_name;
    end if;
    if v_known = p_checksum then
        return false;
    elsif v_known is not null and p_kind = 'migration' then
        raise exception '% changed after being applied: take the file of a release', p_name;
    end if;
    execute p_sql;
    insert into public.schema_migrations (name, kind, checksum) values (p_name, p_kind, p_checksum)
    on conflict (name) do update set checksum = excluded.checksum, applied_at = excluded.applied_at;
    return true;
end;
$$;

-- every script

delete from public.schema_migrations
where kind = 'function' and not (name = any (array[/* every function */]));

select restrict_functions(array[/* every function */]);

drop function pg_temp.apply(text, text, text, text);

notify pgrst, 'reload schema';

commit;
