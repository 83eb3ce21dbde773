-- repair_rows: makes the changes that find_damage proposed, all or none.
-- in:     p_changes – [{table_name, was, becomes}], as find_damage gave them; p_action – what the audit log says
-- out:    the changes that were made, with what the rows have really become: a row that is another one by now is left
-- errors: RL003 – no table of ours; and whatever rule of the database a change breaks
-- caller: relais doctor --fix, undo_rows
create or replace function repair_rows(p_changes jsonb, p_action text default 'integrity.repaired') returns jsonb
language plpgsql as $$
declare
    v_change  record;
    v_after   text;
    v_made    jsonb[] := '{}';
begin
    for v_change in
        select c.table_name, c.was, c.becomes
        from rows from (jsonb_to_recordset(p_changes) as (table_name text, was text, becomes text))
             with ordinality as c (table_name, was, becomes, place)
        order by c.place
    loop
        v_after := change_row(v_change.table_name, v_change.was::jsonb, v_change.becomes::jsonb);
        continue when v_after is null;
        v_made := array_append(v_made, jsonb_build_object(
            'table_name', v_change.table_name, 'was', v_change.was, 'becomes', nullif(v_after, 'null')));
    end loop;

    perform audit(changed.person, p_action, jsonb_build_object('table', changed.table_name, 'rows', count(*)))
    from unnest(v_made) as m (made)
    cross join lateral (select coalesce(m.made ->> 'was', m.made ->> 'becomes')::jsonb as seen) r
    cross join lateral (
        select m.made ->> 'table_name' as table_name, coalesce(r.seen ->> 'subcontractor_id', r.seen ->> 'contact_id',
            case m.made ->> 'table_name' when 'subcontractors' then r.seen ->> 'id' end)::uuid as person
    ) changed
    where changed.person is not null
    group by changed.person, changed.table_name;
    return to_jsonb(v_made);
end;
$$;
