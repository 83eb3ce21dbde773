-- list_old_media: files that are older than they may be.
-- in:     p_days – 1 at least; p_limit
-- out:    [{subcontractor_id, id, path}], the oldest first; path: null when nothing was ever kept
-- errors: RL003 – no day
-- caller: relais maintain retention, the schedule
create or replace function list_old_media(p_days int, p_limit int) returns jsonb
language plpgsql stable as $$
declare
    v_now     timestamptz := now();
    v_before  timestamptz := v_now - make_interval(days => p_days);
begin
    if p_days is null or p_days < 1 then
        raise exception '% days is no retention of media', coalesce(p_days::text, 'null') using errcode = 'RL003';
    end if;
    return (
        select coalesce(jsonb_agg(to_jsonb(old)), '[]')
        from (select subcontractor_id, id, path from media_files
              where state <> 'pending' and created_at < v_before order by created_at limit p_limit) old);
end;
$$;
