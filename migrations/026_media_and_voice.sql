-- media_files.kind: of the message that brought the file; it says how large the file may be and what it must show.
-- inbox.transcript: what a voice message says, kept as soon as it is known, so that a turn that is tried again does not
-- pay for it twice: {transcript, transcript_language?, transcript_seconds?}. claim_turn puts it into the content.
--
-- prices, transcription.<model>: one second of a voice message where the service says how long it was, else one message.

alter table media_files add column if not exists kind text;
alter table inbox add column if not exists transcript jsonb;

insert into prices (item, usd, note) values
    ('transcription.whisper-1', 0.0001, 'OpenAI''s list price for a second')
on conflict (item) do nothing;

do $$
begin
    -- It said nothing to the person; now it may.
    if to_regprocedure('media_failed(uuid, uuid, int, text, numeric)') is not null then
        drop function media_failed(uuid, uuid, int, text, numeric);
    end if;
end;
$$;

notify pgrst, 'reload schema';
