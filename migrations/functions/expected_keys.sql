-- expected_keys: the primary keys and unique constraints that the migrations create, as Postgres prints them.
-- in:     –
-- out:    (table_name, name, definition)
-- caller: expected_objects
--
-- Written by `python -m tests.sql.expected`; a test compares it with a database that was just migrated.
create or replace function expected_keys() returns table (table_name text, name text, definition text)
language plpgsql immutable as $$
begin
    return query values
        ('audit_log', 'audit_log_pkey', 'PRIMARY KEY (subcontractor_id, id)'),
        ('companies', 'companies_pkey', 'PRIMARY KEY (id)'),
        ('contact_aliases', 'contact_aliases_pkey', 'PRIMARY KEY (alias)'),
        ('contacts', 'contacts_pkey', 'PRIMARY KEY (id)'),
        ('conversation_sessions', 'conversation_sessions_pkey', 'PRIMARY KEY (subcontractor_id, id)'),
        ('documents', 'documents_pkey', 'PRIMARY KEY (id)'),
        ('flow_drafts', 'flow_drafts_pkey', 'PRIMARY KEY (subcontractor_id, id)'),
        ('inbox', 'inbox_pkey', 'PRIMARY KEY (contact_id, id)'),
        ('inbox', 'inbox_provider_message', 'UNIQUE (provider_message_id, channel)'),
        ('incidents', 'incidents_pkey', 'PRIMARY KEY (subcontractor_id, id)'),
        ('incidents', 'incidents_subcontractor_id_source_message_id_effect_key', 'UNIQUE (subcontractor_id, source_message_id, effect)'),
        ('lanes', 'lanes_pkey', 'PRIMARY KEY (contact_id)'),
        ('maintenance_runs', 'maintenance_runs_pkey', 'PRIMARY KEY (job, slot)'),
        ('media_files', 'media_files_pkey', 'PRIMARY KEY (subcontractor_id, id)'),
        ('media_files', 'media_files_subcontractor_id_provider_message_id_position_key', 'UNIQUE (subcontractor_id, provider_message_id, "position")'),
        ('messages', 'messages_pkey', 'PRIMARY KEY (subcontractor_id, id)'),
        ('model_use', 'model_use_pkey', 'PRIMARY KEY (subcontractor_id)'),
        ('notifications', 'notifications_pkey', 'PRIMARY KEY (subcontractor_id, id)'),
        ('outbox', 'outbox_pkey', 'PRIMARY KEY (contact_id, id)'),
        ('prices', 'prices_pkey', 'PRIMARY KEY (item)'),
        ('processes', 'processes_pkey', 'PRIMARY KEY (name)'),
        ('project_members', 'project_members_pkey', 'PRIMARY KEY (subcontractor_id, project_id)'),
        ('projects', 'projects_pkey', 'PRIMARY KEY (id)'),
        ('provider_contents', 'provider_contents_pkey', 'PRIMARY KEY (key)'),
        ('reply_lanes', 'reply_lanes_pkey', 'PRIMARY KEY (contact_id)'),
        ('runtime_settings', 'runtime_settings_pkey', 'PRIMARY KEY (name)'),
        ('schema_migrations', 'schema_migrations_pkey', 'PRIMARY KEY (name)'),
        ('send_buckets', 'send_buckets_pkey', 'PRIMARY KEY (channel)'),
        ('session_snapshots', 'session_snapshots_pkey', 'PRIMARY KEY (subcontractor_id, session_id)'),
        ('subcontractors', 'subcontractors_phone_key', 'UNIQUE (phone)'),
        ('subcontractors', 'subcontractors_pkey', 'PRIMARY KEY (id)'),
        ('task_updates', 'task_updates_pkey', 'PRIMARY KEY (subcontractor_id, id)'),
        ('task_updates', 'task_updates_subcontractor_id_source_message_id_effect_key', 'UNIQUE (subcontractor_id, source_message_id, effect)'),
        ('tasks', 'tasks_pkey', 'PRIMARY KEY (id)'),
        ('templates', 'templates_pkey', 'PRIMARY KEY (channel, name, language)');
end;
$$;
