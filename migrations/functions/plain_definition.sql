-- plain_definition: what an index, a constraint or a trigger is, without how it is called or written.
-- in:     p_definition – as pg_get_indexdef, pg_get_constraintdef or pg_get_triggerdef prints it
-- out:    the same text for two that do the same: an older system's `text` may be a varchar, its unique key our primary
--         key, its names other ones
-- caller: broken_objects
create or replace function plain_definition(p_definition text) returns text
language plpgsql immutable as $$
begin
    return regexp_replace(
        regexp_replace(
            regexp_replace(p_definition, 'INDEX \S+ ON', 'INDEX ON'),
            '^PRIMARY KEY', 'UNIQUE'),
        '::[a-z ]+(\[\])?|public\.|NOT VALID|[()"\s]', '', 'g');
end;
$$;
