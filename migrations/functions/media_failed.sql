-- media_failed: a file was not fetched or not kept: again later, or never.
-- in:     p_subcontractor_id, p_id; p_attempt – as claim_media gave it; p_error – one sentence; p_retry_seconds – until
--         the next try, null: never; p_notice – see add_media_notice, for a file that is given up
-- out:    false when somebody else has claimed it since: nothing was written
-- races:  locks are taken in one order everywhere, and a person's rows after those of their lanes
-- caller: the fetcher
create or replace function media_failed(
    p_subcontractor_id uuid, p_id uuid, p_attempt int, p_error text, p_retry_seconds numeric,
    p_notice jsonb default null)
returns boolean
language plpgsql as $$
declare
    v_now   timestamptz := now();
    v_file  record;
begin
    if p_notice is not null then
        perform from lanes where contact_id = p_subcontractor_id for update;
        perform from reply_lanes where contact_id = p_subcontractor_id for update;
    end if;
    update media_files
    set state = case when p_retry_seconds is null then 'failed' else 'pending' end,
        due_at = v_now + make_interval(secs => p_retry_seconds), last_error = p_error
    where subcontractor_id = p_subcontractor_id and id = p_id and state = 'pending' and attempts = p_attempt
    returning channel, provider_message_id into v_file;
    if not found then
        return false;
    end if;
    if p_notice is not null then
        perform add_media_notice(p_subcontractor_id, v_file.channel, v_file.provider_message_id, p_notice);
    end if;
    return true;
end;
$$;
