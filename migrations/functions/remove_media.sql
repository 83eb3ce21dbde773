-- remove_media: forgets files that were deleted where they lay.
-- in:     p_files – [{subcontractor_id, id}], as list_old_media gave them
-- out:    how many
-- caller: relais maintain retention, the schedule
create or replace function remove_media(p_files jsonb) returns int
language plpgsql as $$
declare
    v_count int;
begin
    delete from media_files m using jsonb_to_recordset(p_files) as f (subcontractor_id uuid, id uuid)
    where m.subcontractor_id = f.subcontractor_id and m.id = f.id;
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
