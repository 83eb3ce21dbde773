-- export_person: one page of everything that is stored about a person, table by table.
-- in:     p_person_id – as find_person gave it; p_cursor – {} or null, then the `next` of the page before; p_limit – rows
-- out:    {table, rows: whole rows, next: the cursor of the next page, or null: this was the last one}; null when
--         nobody has this id. A table without a row of theirs is an empty page
-- caller: relais export, the API
--
-- A page is of one table and of one of the contacts that are this person, so that it is a range of an index.
create or replace function export_person(p_person_id uuid, p_cursor jsonb, p_limit int) returns jsonb
language plpgsql stable set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_ids    uuid[] := array(select id from contacts where id = p_person_id or same_as = p_person_id order by id);
    v_place  int := coalesce((p_cursor ->> 'contact')::int, 1);
    v_table  record;
    v_rows   jsonb;
    v_next   jsonb;
begin
    select t.*, c.oid::regclass as relation,
           (select format_type(a.atttypid, a.atttypmod) from pg_attribute a
            where a.attrelid = c.oid and a.attname = t.key) as type
    into v_table
    from personal_tables() t join pg_class c on c.oid = to_regclass('public.' || t.name)
    where t.place >= coalesce((p_cursor ->> 'table')::int, 1)
    order by t.place limit 1;
    if v_ids = '{}' or v_table.place is null then
        return null;
    end if;

    execute format(
        'select coalesce(jsonb_agg(to_jsonb(page) order by page.%3$I), ''[]'') from (
             select * from %1$s t where t.%2$I = $1 and ($2 is null or t.%3$I > $2::%4$s) order by t.%3$I limit $3) page',
        v_table.relation, v_table.person, v_table.key, v_table.type)
    into v_rows using v_ids[v_place], p_cursor ->> 'after', p_limit;

    if jsonb_array_length(v_rows) = p_limit then
        v_next := jsonb_build_object('table', v_table.place, 'contact', v_place, 'after', v_rows -> -1 ->> v_table.key);
    elsif v_place < cardinality(v_ids) then
        v_next := jsonb_build_object('table', v_table.place, 'contact', v_place + 1);
    elsif exists (select from personal_tables() t where t.place > v_table.place) then
        v_next := jsonb_build_object('table', v_table.place + 1);
    end if;
    return jsonb_build_object('table', v_table.name, 'rows', v_rows, 'next', v_next);
end;
$$;
