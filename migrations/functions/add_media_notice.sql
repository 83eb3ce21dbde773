-- add_media_notice: tells a person that a file of theirs was given up: once for all the files of a turn, and only where
-- it can be said: inside the 24-hour window, and not while a human has the conversation.
-- in:     p_subcontractor_id; p_channel, p_provider_message_id – of the message that brought the file; p_notice – the
--         payload of a reply part
-- out:    how many parts were added: 1 or 0
-- caller: media_failed
create or replace function add_media_notice(
    p_subcontractor_id uuid, p_channel text, p_provider_message_id text, p_notice jsonb)
returns int
language plpgsql as $$
declare
    v_now   timestamptz := now();
    v_said  record;
begin
    if window_closed(p_subcontractor_id, p_channel, v_now)
       or not exists (select from subcontractors where id = p_subcontractor_id and active
                      and coalesce(handoff_until <= v_now, true)) then
        return 0;
    end if;
    -- An album is many messages: the first of their turn speaks for all of them.
    select coalesce((trace -> 'inbox_ids' ->> 0)::bigint, id) as first_id, sender into v_said
    from inbox
    where contact_id = p_subcontractor_id and channel = p_channel and provider_message_id = p_provider_message_id;
    if not found then
        return 0;
    end if;
    -- Part -1 stands beside the answer (from 1) and the apology (0), and there is one of it.
    return add_replies(p_subcontractor_id, v_said.first_id, jsonb_build_array(jsonb_build_object(
        'part', -1, 'recipient', v_said.sender, 'channel', p_channel, 'payload', p_notice)));
end;
$$;
