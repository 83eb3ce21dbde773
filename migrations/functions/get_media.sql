-- get_media: what is known of one file that a person sent.
-- in:     p_id – media_files.id
-- out:    {id, subcontractor_id, message_id, channel, state, path, mime_type, filename, bytes, sha256, last_error}, or null
-- caller: the API, /simulator
create or replace function get_media(p_id uuid) returns jsonb
language plpgsql stable as $$
begin
    return (
        select jsonb_build_object(
            'id', id, 'subcontractor_id', subcontractor_id, 'message_id', message_id,
            'channel', channel, 'state', state, 'path', path,
            'mime_type', mime_type, 'filename', filename, 'bytes', bytes, 'sha256', sha256, 'last_error', last_error)
        from media_files where id = p_id);
end;
$$;
