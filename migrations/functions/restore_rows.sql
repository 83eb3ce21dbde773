-- restore_rows: puts rows back that were written down with to_jsonb.
-- in:     p_table – one whose key is (subcontractor_id, id); p_rows – a jsonb array of its rows
-- out:    how many came back; a row that is there already stays as it is
-- errors: unique violation – another row has taken the place of one of them
-- caller: restore_session_snapshot
--
-- A column that the rows do not know, because it was added since, gets its default; one that is computed is computed.
create or replace function restore_rows(p_table regclass, p_rows jsonb) returns int
language plpgsql as $$
declare
    v_names   text;
    v_values  text;
    v_count   int;
begin
    -- jsonb_populate_recordset reads a JSON null as no value, which a column that must have one means as its value.
    select string_agg(quote_ident(attname), ', ' order by attnum),
           string_agg(format(case when attnotnull and atttypid = 'jsonb'::regtype then 'coalesce(%I, ''null'')'
                                  else '%I' end, attname), ', ' order by attnum)
    into v_names, v_values
    from pg_attribute
    where attrelid = p_table and attnum > 0 and not attisdropped and attgenerated = '' and p_rows -> 0 ? attname;
    if v_names is null then
        return 0;
    end if;
    execute format('insert into %s (%s) overriding system value select %s from jsonb_populate_recordset(null::%1$s, $1) '
                   'on conflict (subcontractor_id, id) do nothing', p_table, v_names, v_values) using p_rows;
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
