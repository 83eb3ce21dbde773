-- add_media: the files that came with a turn's messages are to be fetched.
-- in:     p_contact_id; p_messages – the messages of finish_turn: the inbound ones name their files in metadata.media,
--         as contract §5 has them
-- out:    how many are new
-- caller: finish_turn, for a turn with files
create or replace function add_media(p_contact_id uuid, p_messages jsonb) returns int
language plpgsql as $$
declare
    v_now   timestamptz := now();
    v_count int;
begin
    insert into media_files (subcontractor_id, message_id, provider_message_id, position, channel, kind, provider_media_id,
                             provider_url, mime_type, filename, due_at, created_at)
    select p_contact_id, m.id, m.provider_message_id, f.position, m.channel, m.kind, f.file ->> 'id', f.file ->> 'url',
           f.file ->> 'mime_type', f.file ->> 'filename', v_now, v_now
    from jsonb_to_recordset(p_messages)
         as m (id uuid, direction text, kind text, channel text, provider_message_id text, metadata jsonb),
         jsonb_path_query(m.metadata, '$.media[*]') with ordinality as f (file, position)
    where m.direction = 'inbound'
    on conflict (subcontractor_id, provider_message_id, position) do nothing;
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
