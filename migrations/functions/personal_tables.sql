-- personal_tables: every table that holds what belongs to one person, and how to find it there.
-- in:     –
-- out:    rows (place, name, person, key): the column with the person's id, and the one that is unique beside it.
--         In the order in which they are erased: what refers to a row before that row, and what a running archive or
--         restore may still write after what it takes it from
-- caller: export_person, erase_person
--
-- A test compares this list with the catalog: a new table with a person's data belongs here.
create or replace function personal_tables() returns table (place int, name text, person text, key text)
language sql immutable as $$
    values
        (1, 'messages', 'subcontractor_id', 'seq'),
        (2, 'conversation_sessions', 'subcontractor_id', 'id'),
        (3, 'session_snapshots', 'subcontractor_id', 'session_id'),
        (4, 'task_updates', 'subcontractor_id', 'id'),
        (5, 'incidents', 'subcontractor_id', 'number'),
        (6, 'media_files', 'subcontractor_id', 'id'),
        (7, 'flow_drafts', 'subcontractor_id', 'id'),
        (8, 'notifications', 'subcontractor_id', 'id'),
        (9, 'outbox', 'contact_id', 'id'),
        (10, 'inbox', 'contact_id', 'id'),
        (11, 'reply_lanes', 'contact_id', 'contact_id'),
        (12, 'lanes', 'contact_id', 'contact_id'),
        (13, 'project_members', 'subcontractor_id', 'project_id'),
        (14, 'model_use', 'subcontractor_id', 'subcontractor_id'),
        (15, 'subcontractors', 'id', 'id'),
        (16, 'audit_log', 'subcontractor_id', 'id'),
        (17, 'contact_aliases', 'contact_id', 'alias'),
        (18, 'contacts', 'id', 'id')
$$;
