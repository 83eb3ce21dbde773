-- Why did this person get a new session? In the SQL editor:
--     set relais.debug = 'on';
--     select get_or_create_session('…');
-- and read the notices. Silent otherwise: a notice per message would fill the server's log.

create or replace function debug_notice(p_sentence text) returns boolean
language plpgsql as $$
begin
    if coalesce(current_setting('relais.debug', true), '') in ('on', 'true', '1') then
        raise notice '%', p_sentence;
        return true;
    end if;
    return false;
end;
$$;

notify pgrst, 'reload schema';
