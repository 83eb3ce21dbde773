-- save_transcript: keeps what a voice message says before its turn goes on: a turn that is tried again does not pay for
-- it twice.
-- in:     p_subcontractor_id; p_inbox_id – of the message; p_transcript – {transcript, transcript_language?,
--         transcript_seconds?}
-- out:    false when the message waits no longer: nothing was written
-- caller: the stage media
create or replace function save_transcript(p_subcontractor_id uuid, p_inbox_id bigint, p_transcript jsonb)
returns boolean
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
begin
    update inbox set transcript = p_transcript
    where contact_id = p_subcontractor_id and id = p_inbox_id and state = 'pending';
    return found;
end;
$$;
