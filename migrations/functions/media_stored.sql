-- media_stored: a file lies where it belongs.
-- in:     p_subcontractor_id, p_id; p_path, p_bytes, p_sha256 (hexadecimal), p_mime_type, p_filename – of the file
-- out:    false when its row is gone, with its person: the file must go as well
-- races:  whoever stored it, lease or not, it is the same file
-- caller: the fetcher
create or replace function media_stored(
    p_subcontractor_id uuid, p_id uuid, p_path text, p_bytes bigint, p_sha256 text, p_mime_type text, p_filename text)
returns boolean
language plpgsql as $$
declare
    v_now timestamptz := now();
begin
    update media_files
    set state = 'stored', path = p_path, bytes = p_bytes, sha256 = p_sha256, mime_type = p_mime_type,
        filename = p_filename, due_at = null, last_error = null, stored_at = v_now
    where subcontractor_id = p_subcontractor_id and id = p_id;
    return found;
end;
$$;
