-- claim_media: files that are due, of whoever sent them.
-- in:     p_limit – files at most; p_lease_seconds – after which another fetcher may take them
-- out:    {media: [{subcontractor_id, id, attempts, provider_message_id, channel, kind, language: of the answer, or
--         null, provider_media_id, provider_url, mime_type, filename}], next_due_in: seconds until the next file is due,
--         or null}
-- races:  rows that others are about to take are skipped
-- caller: the fetcher
create or replace function claim_media(p_limit int, p_lease_seconds numeric) returns jsonb
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    v_now    timestamptz := now();
    v_media  jsonb;
    v_next   timestamptz;
begin
    with due as (
        select subcontractor_id, id from media_files
        where due_at <= v_now order by due_at limit p_limit for update skip locked
    ), claimed as (
        update media_files m
        set attempts = m.attempts + 1, due_at = v_now + make_interval(secs => p_lease_seconds)
        from due where m.subcontractor_id = due.subcontractor_id and m.id = due.id
        returning m.*
    )
    select jsonb_agg(jsonb_build_object(
               'subcontractor_id', subcontractor_id, 'id', id, 'attempts', attempts,
               'provider_message_id', provider_message_id, 'channel', channel, 'kind', kind,
               'language', coalesce(
                   (select language from messages m
                    where m.subcontractor_id = claimed.subcontractor_id and m.id = claimed.message_id),
                   (select language from subcontractors s where s.id = claimed.subcontractor_id)),
               'provider_media_id', provider_media_id,
               'provider_url', provider_url, 'mime_type', mime_type, 'filename', filename))
    into v_media from claimed;
    select due_at into v_next from media_files where due_at is not null order by due_at limit 1;
    return jsonb_build_object('media', coalesce(v_media, '[]'), 'next_due_in', extract(epoch from v_next - v_now));
end;
$$;
