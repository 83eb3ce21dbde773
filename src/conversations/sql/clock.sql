-- A clock that a script moves. It stands before pg_catalog in the search path of this throw-away database, so every
-- now() of our functions reads it, and the defaults of columns are pointed at it. It runs on by itself: only what a
-- script skips is added.

create schema clock;
create table clock.moved (by interval not null);
insert into clock.moved values ('0');

create function clock.now() returns timestamptz
language sql stable as $$
    select pg_catalog.now() + by from clock.moved
$$;

create function clock.clock_timestamp() returns timestamptz
language sql volatile as $$
    select pg_catalog.clock_timestamp() + by from clock.moved
$$;

create function clock.set(p_at timestamptz) returns void
language sql as $$
    update clock.moved set by = p_at - pg_catalog.now()
$$;

create function clock.move(p_seconds float8) returns void
language sql as $$
    update clock.moved set by = by + make_interval(secs => p_seconds)
$$;

do $$
declare
    v_column  record;
begin
    for v_column in
        select d.adrelid::regclass as of_table, a.attname as name
        from pg_attrdef d
        join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
        join pg_class c on c.oid = d.adrelid and c.relnamespace = 'public'::regnamespace
        where pg_get_expr(d.adbin, d.adrelid) = 'now()' and a.attgenerated = ''
    loop
        execute format('alter table %s alter column %I set default clock.now()', v_column.of_table, v_column.name);
    end loop;
    execute format('alter database %I set search_path = clock, pg_catalog, public', current_database());
end;
$$;
