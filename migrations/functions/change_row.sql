-- change_row: changes one row of ours, if it is still what somebody saw.
-- in:     p_table_name; p_was – the row as it was seen, null: it is new; p_becomes – as it is to be, null: it goes
-- out:    the row as JSON text after the change, 'null' when it is gone; SQL null when nothing was done, because the row
--         is another one by now
-- errors: RL003 – no table of ours
-- caller: repair_rows
--
-- Sessions end in one place only, here as well.
create or replace function change_row(p_table_name text, p_was jsonb, p_becomes jsonb) returns text
language plpgsql set timezone = 'UTC' as $$
declare
    v_key      text;
    v_columns  text;
    v_changes  text;
    v_after    text;
begin
    if not exists (select from expected_objects() e where e.table_name = p_table_name) then
        raise exception '% is no table of relais', coalesce(p_table_name, 'null') using errcode = 'RL003';
    end if;
    select coalesce(string_agg(format('t.%1$I = r.%1$I', a.attname), ' and ')
                        filter (where a.attnum = any (i.indkey)), 'true'),
           string_agg(quote_ident(a.attname), ', ')
               filter (where a.attgenerated = '' and p_becomes ? a.attname),
           string_agg(format('%1$I = r.%1$I', a.attname), ', ')
               filter (where p_was -> a.attname is distinct from p_becomes -> a.attname)
    into v_key, v_columns, v_changes
    from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
    where a.attrelid = format('public.%I', p_table_name)::regclass and a.attnum > 0 and not a.attisdropped;

    if p_table_name = 'conversation_sessions' and p_was ->> 'status' = 'active' and p_becomes ->> 'status' = 'ended' then
        perform from conversation_sessions t where t.id = (p_was ->> 'id')::uuid and to_jsonb(t) = p_was for update;
        if found and end_session((p_was ->> 'id')::uuid, p_becomes ->> 'ended_reason') then
            select to_jsonb(t)::text into v_after from conversation_sessions t where t.id = (p_was ->> 'id')::uuid;
        end if;
    elsif p_was is null then
        execute format('insert into public.%1$I as t (%2$s) overriding system value
                        select %2$s from jsonb_populate_record(null::public.%1$I, $1)
                        on conflict do nothing returning to_jsonb(t)::text', p_table_name, v_columns)
        into v_after using p_becomes;
    elsif p_becomes is null then
        execute format('delete from public.%1$I t using jsonb_populate_record(null::public.%1$I, $1) r
                        where %2$s and to_jsonb(t) = $1 returning ''null''', p_table_name, v_key)
        into v_after using p_was;
    else
        execute format('update public.%1$I t set %3$s from jsonb_populate_record(null::public.%1$I, $2) r
                        where %2$s and to_jsonb(t) = $1 returning to_jsonb(t)::text', p_table_name, v_key, v_changes)
        into v_after using p_was, p_becomes;
    end if;
    return v_after;
end;
$$;
