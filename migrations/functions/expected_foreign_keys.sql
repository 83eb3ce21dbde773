-- expected_foreign_keys: the foreign keys that the migrations create, as Postgres prints them.
-- in:     –
-- out:    (table_name, name, definition)
-- caller: expected_objects, find_orphans
--
-- Written by `python -m tests.sql.expected`; a test compares it with a database that was just migrated.
create or replace function expected_foreign_keys() returns table (table_name text, name text, definition text)
language plpgsql immutable as $$
begin
    return query values
        ('contact_aliases', 'contact_aliases_contact_id_fkey', 'FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE'),
        ('contacts', 'contacts_same_as_fkey', 'FOREIGN KEY (same_as) REFERENCES contacts(id) ON DELETE CASCADE'),
        ('conversation_sessions', 'conversation_sessions_current_project_id_fkey', 'FOREIGN KEY (current_project_id) REFERENCES projects(id) ON DELETE SET NULL'),
        ('conversation_sessions', 'conversation_sessions_current_task_id_fkey', 'FOREIGN KEY (current_task_id) REFERENCES tasks(id) ON DELETE SET NULL'),
        ('conversation_sessions', 'conversation_sessions_subcontractor_id_fkey', 'FOREIGN KEY (subcontractor_id) REFERENCES subcontractors(id) ON DELETE CASCADE'),
        ('documents', 'documents_project_id_fkey', 'FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE'),
        ('documents', 'documents_task_id_fkey', 'FOREIGN KEY (task_id) REFERENCES tasks(id) ON DELETE CASCADE'),
        ('flow_drafts', 'flow_drafts_subcontractor_id_fkey', 'FOREIGN KEY (subcontractor_id) REFERENCES subcontractors(id) ON DELETE CASCADE'),
        ('inbox', 'inbox_contact_id_fkey', 'FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE'),
        ('incidents', 'incidents_project_id_fkey', 'FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE'),
        ('incidents', 'incidents_subcontractor_id_fkey', 'FOREIGN KEY (subcontractor_id) REFERENCES subcontractors(id) ON DELETE CASCADE'),
        ('lanes', 'lanes_contact_id_fkey', 'FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE'),
        ('media_files', 'media_files_subcontractor_id_fkey', 'FOREIGN KEY (subcontractor_id) REFERENCES subcontractors(id) ON DELETE CASCADE'),
        ('messages', 'messages_subcontractor_id_session_id_fkey', 'FOREIGN KEY (subcontractor_id, session_id) REFERENCES conversation_sessions(subcontractor_id, id) ON DELETE CASCADE'),
        ('model_use', 'model_use_subcontractor_id_fkey', 'FOREIGN KEY (subcontractor_id) REFERENCES subcontractors(id) ON DELETE CASCADE'),
        ('notifications', 'notifications_subcontractor_id_fkey', 'FOREIGN KEY (subcontractor_id) REFERENCES subcontractors(id) ON DELETE CASCADE'),
        ('outbox', 'outbox_contact_id_fkey', 'FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE'),
        ('outbox', 'outbox_contact_id_inbox_id_fkey', 'FOREIGN KEY (contact_id, inbox_id) REFERENCES inbox(contact_id, id) ON DELETE SET NULL (inbox_id)'),
        ('project_members', 'project_members_project_id_fkey', 'FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE'),
        ('project_members', 'project_members_subcontractor_id_fkey', 'FOREIGN KEY (subcontractor_id) REFERENCES subcontractors(id) ON DELETE CASCADE'),
        ('projects', 'projects_company_id_fkey', 'FOREIGN KEY (company_id) REFERENCES companies(id)'),
        ('reply_lanes', 'reply_lanes_contact_id_fkey', 'FOREIGN KEY (contact_id) REFERENCES contacts(id) ON DELETE CASCADE'),
        ('subcontractors', 'subcontractors_company_id_fkey', 'FOREIGN KEY (company_id) REFERENCES companies(id)'),
        ('subcontractors', 'subcontractors_last_project_id_fkey', 'FOREIGN KEY (last_project_id) REFERENCES projects(id) ON DELETE SET NULL'),
        ('task_updates', 'task_updates_subcontractor_id_fkey', 'FOREIGN KEY (subcontractor_id) REFERENCES subcontractors(id) ON DELETE CASCADE'),
        ('task_updates', 'task_updates_task_id_fkey', 'FOREIGN KEY (task_id) REFERENCES tasks(id) ON DELETE CASCADE'),
        ('tasks', 'tasks_project_id_fkey', 'FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE');
end;
$$;
